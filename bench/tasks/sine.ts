import { type BenchTask, datasetOf } from './task.ts';

const SAMPLES = 800;

export const sineTask: BenchTask = {
  name: 'sine',
  about: 'the next of 800 samples of a sine, 57 to a period',
  dataset: () => datasetOf('sine', { v: Float64Array.from({ length: SAMPLES }, (_, t) => Math.sin(t / 9)) }),
  asks: { next: true },
  mark: { pass: 0.001, because: "a sixth of persistence's 0.0062" },
};
