import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { watch } from '../../src/runtime/entries/health.ts';
import { loadSync } from '../../src/runtime/index.ts';
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
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
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
  // Without a collection after the steps: garbage counts, not only leaks. One boxed number a step would be 1.6 MB.
  const growth = Array.from({ length: 15 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    steps(100_000);
    return process.memoryUsage().heapUsed - before;
  });
  // The engine itself allocates while it compiles the loop, in some of the rounds.
  expect(Math.min(...growth)).toBeLessThan(64 * 1024);
});

test.each(['error', 'hold'] as const)('nor does one of a model with origins, missing: %s', (missing) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const session = loadSync(blobOf(farModel())).session({ missing });
  const inputs = Float64Array.from(inputOrigins);
  const growth = Array.from({ length: 15 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let k = 0; k < 100_000; k++) {
      inputs[1] = missing === 'hold' && k % 5 === 0 ? Number.NaN : k % 3;
      session.step(inputs, 1);
    }
    return process.memoryUsage().heapUsed - before;
  });
  expect(Math.min(...growth)).toBeLessThan(64 * 1024);
});
