import type { Augmentation } from './augmentation.ts';

/** Normal noise on every input in every step (Bishop 1995), its deviation a share of the input's own. */
export const inputNoise: Augmentation<'inputNoise'> = {
  option: 'inputNoise',
  apply({ inputs }, amount, { deviation }, random) {
    for (let i = 0; i < inputs.length; i++)
      inputs[i] += amount * deviation[i % deviation.length] * random.normal();
  },
};
