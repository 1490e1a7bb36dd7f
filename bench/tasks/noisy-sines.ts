import { sines } from '../../src/data/sines.ts';
import type { BenchTask } from './task.ts';

export const noisySinesTask: BenchTask = {
  name: 'noisy sines',
  about: 'the next of 600 samples of two sines with noise of variance 0.0025',
  dataset: () => ({ channels: ['v'], recordings: [sines({ length: 600 })] }),
  asks: { next: true },
  mark: {
    pass: 0.0088,
    because: "a tenth above the best linear map's 0.0080, which is near what the noise allows",
  },
};
