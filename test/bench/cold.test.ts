/** The scripts that measure a cold start: they run, and what they start computes the same as the interpreter here. */
import { describe, expect, test } from 'vitest';
import { makeCase, openSession, rowsOf } from '../../bench/step/case.ts';
import { coldStart, makeParcel, type RuntimeName } from '../../bench/step/cold.ts';
import { findPeers } from '../../bench/step/peers.ts';
import { temporary } from '../folder.ts';

const found = await findPeers();
if ('skipped' in found) console.log(`cold starts of peers: ${found.skipped}`);
const peers = 'skipped' in found ? [] : found;

describe('a cold start', () => {
  const names = ['meniscus', ...peers.map(({ name }) => name)] as RuntimeName[];
  const one = makeCase({ cell: 'lstm', inputs: 8, units: 32 });

  const wanted = openSession(one).step(rowsOf(one)[0], one.dt)[0];

  test.each(names)('of %s makes the first step of the case and says what it took', (name) => {
    const start = coldStart(makeParcel(name, one, temporary()));
    expect(start.name).toBe(name);
    expect(Math.abs(start.output[0] - wanted)).toBeLessThan(1e-6);
    expect(start.msToFirstStep).toBeCloseTo(start.msLoad + start.msOpen + start.msStep, 6);
    expect(start.wasmMemoryBytes).toBeGreaterThan(0);
    expect(start.wasmMemoryBytes % 65536).toBe(0);
    expect(start.rss).toBeGreaterThanOrEqual(start.rssBefore);
    expect(start.modelBytes).toBeGreaterThan(4 * (4 * 32) * (8 + 32));
    expect(start.shippedBytesRaw).toBeGreaterThan(start.shippedBytesGzip);
    expect(start.shippedBytesGzip).toBeGreaterThan(1000);
  });
});
