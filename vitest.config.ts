import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/skips/reporter.ts'],
    // by default one less, which on two cores is one: what the tests wait for is computing
    maxWorkers: availableParallelism(),
    // no test asserts a time; this only ends one that hangs, on a busy machine too
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
