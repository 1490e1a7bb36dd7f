import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { loadSync } from '../../src/runtime/index.ts';
import { assemble, elman } from './blob-builder.ts';

test.each(['error', 'hold'] as const)('a step allocates nothing on the heap, missing: %s', (missing) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const session = loadSync(assemble(elman(6))).session({ missing });
  const inputs = new Float32Array(17);
  const steps = (count: number) => {
    for (let k = 0; k < count; k++) {
      inputs[k % 17] = missing === 'hold' && k % 5 === 0 ? Number.NaN : k % 3;
      session.step(inputs, 0.1 + (k & 7));
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
