import type { Augmentation } from './augmentation.ts';

/**
 * Inverted dropout (Srivastava et al. 2014) around the mean: in each step an input is its mean with the probability p, else its
 * distance from it is divided by 1 − p, so that its expectation stays.
 */
export const inputDropout: Augmentation<'inputDropout'> = {
  option: 'inputDropout',
  apply({ inputs }, amount, { mean }, random) {
    for (let i = 0; i < inputs.length; i++) {
      const middle = mean[i % mean.length];
      inputs[i] = random.next() < amount ? middle : middle + (inputs[i] - middle) / (1 - amount);
    }
  },
};
