import { perOutput } from './per-output.ts';

/** Mean absolute error over the outputs. */
export const mae = perOutput('mae', Math.abs, Math.sign);
