/** The runtimes that the interpreter's speed is compared with compute the same as it, and keep nothing that they should not. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type Case,
  type CellName,
  makeCase,
  ownOutputs,
  relativeError,
  rowsOf,
  TOLERANCE,
} from '../../bench/step/case.ts';
import { findPeers, type OpenPeer } from '../../bench/step/peers.ts';

const found = await findPeers();
if ('skipped' in found) console.log(`peers: ${found.skipped}`);
const peers = 'skipped' in found ? [] : found;

const cells: CellName[] = ['ltc', 'cfc', 'lstm', 'gru'];
const sizes = [
  [1, 8],
  [8, 32],
];
const cases = cells.flatMap((cell) => sizes.map(([inputs, units]) => makeCase({ cell, inputs, units })));

async function peerOutputs(peer: OpenPeer, one: Case): Promise<number[]> {
  const outputs: number[] = [];
  for (const x of rowsOf(one)) outputs.push(...Array.from(await peer.step(x, one.dt)));
  return outputs;
}

describe.each(peers)('$name', (peer) => {
  test.each(cases)('gives the outputs of the interpreter: $cell ($inputs, $units)', async (one) => {
    expect(peer.supports(one)).toBe(true);
    const opened = await peer.open(one);
    // a second time with another dt, which some cells keep in what they made of it
    for (const dt of [one.dt, 4 * one.dt]) {
      const timed = { ...one, dt };
      await opened.reset();
      const outputs = await peerOutputs(opened, timed);
      expect(relativeError(outputs, ownOutputs(timed))).toBeLessThanOrEqual(TOLERANCE);
    }
    await opened.close();
  });

  test('is given no cell that there is no model of', () => {
    expect(peer.supports(makeCase({ cell: 'hlln', inputs: 8, units: 8 }))).toBe(false);
  });
});

test.runIf(peers.some(({ name }) => name === 'tfjs-wasm'))(
  'tfjs keeps no tensor of a step or a cell',
  async () => {
    const { tensorCount } = await import(pathToFileURL(resolve('bench/peers/tfjs.mjs')).href);
    const peer = peers.find(({ name }) => name === 'tfjs-wasm')!;
    for (const one of cases) {
      const before = tensorCount();
      const opened = await peer.open(one);
      await opened.step(rowsOf(one)[0], one.dt);
      const living = tensorCount();
      expect(living).toBeGreaterThan(before);
      for (const dt of [one.dt, one.dt, 4 * one.dt]) await opened.step(rowsOf(one)[1], dt);
      await opened.reset();
      expect(tensorCount()).toBe(living);
      await opened.close();
      expect(tensorCount()).toBe(before);
    }
  },
);
