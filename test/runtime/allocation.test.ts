import { expect, test } from 'vitest';
import { watch } from '../../src/runtime/entries/health.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { LITTLE, leastGrowth } from '../heap.ts';
import { blobOf, farModel, inputOrigins } from '../origins.ts';
import { assemble, elman } from './blob-builder.ts';

const ranges = (length: number) => Array.from({ length }, (): [number, number] => [-1, 0.5]);
const metadata = {
  interval: 0.2,
  certified: { inputs: ranges(17), dt: [0.2, 6], states: { h: ranges(6) }, outputs: ranges(6) },
  inputStatistics: { mean: Array(17).fill(0), deviation: Array(17).fill(0.1) },
};
const guard = { inputs: 'certified', outputs: ranges(6) } as const;

/** Numbers as objects, for which the text behind them sees: what is computed is boxed for a function too long to inline. */
const intervals: readonly unknown[] = [...Array.from({ length: 8 }, (_, k) => 0.1 + k), 'boxed'];

test.each([
  ['error', 'alone'],
  ['hold', 'alone'],
  ['error', 'watched'],
  ['hold', 'watched'],
] as const)('a step allocates nothing on the heap, missing: %s, %s', (missing, how) => {
  const model = loadSync(assemble({ ...elman(6), metadata }));
  const alone = model.session({ missing });
  const session = how === 'alone' ? alone : watch(alone, model, { every: 2, guard });
  const inputs = new Float32Array(17);
  const steps = (count: number) => {
    for (let k = 0; k < count; k++) {
      inputs[k % 17] = missing === 'hold' && k % 5 === 0 ? Number.NaN : k % 3;
      session.step(inputs, how === 'alone' ? 0.1 + (k & 7) : (intervals[k & 7] as number));
    }
  };
  expect(leastGrowth(steps)).toBeLessThan(LITTLE);
});

test.each([
  ['mean', {}],
  ['hold', { stale: 3 }],
  ['mask', {}],
  ['drop-row', { stale: 3 }],
] as const)('nor does one that treats gaps otherwise: %s, %j', (missing, options) => {
  const blob = assemble({
    ...elman(6),
    metadata: { ...metadata, missing: { policy: 'mask', masked: [0, 3] } },
  });
  const session = loadSync(blob).session({ missing, ...options });
  const inputs = new Float32Array(17);
  const steps = (count: number) => {
    for (let k = 0; k < count; k++) {
      if (k % 3 === 0) inputs.fill(1);
      inputs[k % 17] = k % 5 === 0 ? Number.NaN : k % 3;
      session.step(inputs, intervals[k & 7] as number);
    }
  };
  expect(leastGrowth(steps)).toBeLessThan(LITTLE);
});

test.each(['error', 'hold'] as const)('nor does one of a model with origins, missing: %s', (missing) => {
  const session = loadSync(blobOf(farModel())).session({ missing });
  const inputs = Float64Array.from(inputOrigins);
  const steps = (count: number) => {
    for (let k = 0; k < count; k++) {
      inputs[1] = missing === 'hold' && k % 5 === 0 ? Number.NaN : k % 3;
      session.step(inputs, 1);
    }
  };
  expect(leastGrowth(steps)).toBeLessThan(LITTLE);
});

test.each([
  ['error', 'one dt', 0.1],
  ['hold', 'one dt', 0.1],
  ['error', 'a dt for each step', Float32Array.from({ length: 8 }, (_, t) => 0.1 + t)],
] as const)('nor does a run into an array that is there, missing: %s, %s', (missing, _, dt) => {
  const model = loadSync(assemble({ ...elman(6), metadata }));
  const sessions = [model.session({ missing }), model.session({ missing })];
  const inputs = new Float32Array(17 * 8);
  const outputs = new Float32Array(6 * 8);
  const runs = (count: number) => {
    for (let k = 0; k < count / 8; k++) {
      inputs[k % 136] = missing === 'hold' && k % 5 === 0 ? Number.NaN : k % 3;
      sessions[k & 1].runInto(inputs, outputs, dt);
    }
  };
  // 12,500 runs of 8 steps: one object in each would be at least 200 kB
  expect(leastGrowth(runs)).toBeLessThan(LITTLE);
});
