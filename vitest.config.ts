import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // no test asserts a time; this only ends one that hangs, on a busy machine too
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
