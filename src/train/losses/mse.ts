import { perOutput } from './per-output.ts';

/** Mean squared error over the outputs. */
export const mse = perOutput(
  'mse',
  (d) => d * d,
  (d) => 2 * d,
);
