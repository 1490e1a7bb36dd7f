/** From version 3 of the format on, states below 2⁻¹⁰⁰ in size are 0 after a step: denormal numbers would make steps slow. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { ofSmallStates } from '../format/blobs.ts';
import { hashBy } from '../format/corpus.ts';
import { randomParameters } from '../models.ts';
import { moduleOf } from './builds.ts';

const LEAST = 2 ** -100;
const UNITS = 6;

const network = buildNetwork({
  inputs: 1,
  outputs: UNITS,
  layers: [{ cell: cells.ctrnn(), units: UNITS, integrator: semiImplicit, unfolds: 2 }],
  readout: 'none',
});
/** Nothing drives it, so that its states decay. */
const parameters = new Map(
  [...randomParameters(network)].map(([name, values]) => [
    name,
    name === 'log_tau' ? values : values.map(() => 0),
  ]),
);
const { blob } = compile(network, parameters);
/** An input of 3e38 takes it out of the finite numbers. */
const relu = buildNetwork({
  inputs: 1,
  outputs: UNITS,
  layers: [{ cell: cells.rnn({ nonlinearity: 'relu' }), units: UNITS }],
  readout: 'none',
});
const { blob: overflowing } = compile(
  relu,
  new Map([...randomParameters(relu)].map(([name, values]) => [name, values.map(() => 10)])),
);
const inVersion = (version: number, bytes = blob): Uint8Array => writeBlob({ ...readBlob(bytes), version });

describe.each(['simd', 'scalar', 'checked'] as const)('%s', (build) => {
  const opened = (bytes: Uint8Array) => {
    const loaded = loadSync(bytes, { interpreter: moduleOf(build) });
    const session = loaded.session();
    const [name] = loaded.states;
    return { session, state: session.stateView(name) };
  };

  test('a state decays to 0, and no further than 2⁻¹⁰⁰ before', () => {
    const { session, state } = opened(blob);
    state.forEach((_, i) => {
      state[i] = i % 2 ? 1 : -1;
    });
    const sizes = Array.from({ length: 3000 }, () => {
      session.step([0], 0.1);
      return Array.from(state, Math.abs);
    });
    expect(sizes.some((all) => all.some((x) => x > 0 && x < 4 * LEAST))).toBe(true);
    for (const all of sizes) expect(all.every((x) => x === 0 || x >= LEAST)).toBe(true);
    expect([...state].every((x) => Object.is(x, 0))).toBe(true);
  });

  test.each([1, 2])('version %i keeps what it did before', (version) => {
    const { session, state } = opened(inVersion(version));
    state.fill(1e-38);
    session.step([0], 0.1);
    for (const x of state) expect(x).toBeGreaterThan(0);
  });

  test('a step that is refused for its result leaves a small state that a host has set', () => {
    const { session, state } = opened(overflowing);
    session.setState('h', new Float32Array(UNITS).fill(1e-38));
    expect(() => session.step([3e38], 1)).toThrow(/finite/);
    for (const x of state) expect(x).toBe(Math.fround(1e-38));
  });
});

test.each(ofSmallStates())('$name: the versions differ, as their frozen hashes show', ({ blob: small }) => {
  const [before, now] = [L.VERSION_FLUSHED - 1, L.VERSION_FLUSHED]
    .map((version) => inVersion(version, small))
    .map((bytes) => hashBy(bytes, 'simd', 'fast'));
  expect(now).not.toBe(before);
});
