import { lorenz63 } from '../../src/data/lorenz63.ts';
import type { BenchTask } from './task.ts';

export const lorenz63Task: BenchTask = {
  name: 'Lorenz-63',
  about: 'one step of 0.05 ahead, 4,000 samples of all three coordinates',
  dataset: () => ({
    channels: ['x', 'y', 'z'],
    recordings: [lorenz63({ steps: 4000, dt: 0.05 })],
  }),
  asks: { next: true },
  mark: { pass: 0.05, because: "a sixth of the best linear map's 0.299" },
};
