import { drivenMasses } from '../../src/data/driven-masses.ts';
import type { BenchTask } from './task.ts';

export const drivenMassesTask: BenchTask = {
  name: 'driven masses',
  about:
    'the velocities of two masses, of their positions and the force, at irregular times; 20 recordings of 200',
  dataset: () => ({
    channels: ['x1', 'x2', 'force', 'v1', 'v2'],
    recordings: Array.from({ length: 20 }, (_, i) => drivenMasses({ irregular: 0.5, seed: i + 1 })),
  }),
  asks: { targets: ['v1', 'v2'] },
  mark: { pass: 0.005, because: "half of the best linear map's 0.0106" },
};
