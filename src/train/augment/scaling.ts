import type { Augmentation } from './augmentation.ts';

/**
 * All distances of a window from the means of the inputs times one factor in [1 − s, 1 + s] (scaling, Um et al. 2017,
 * arXiv:1706.00527). Targets that are later values of an input are scaled with it.
 */
export const scaling: Augmentation<'scaling'> = {
  option: 'scaling',
  apply({ inputs, targets }, amount, { mean, targets: of }, random) {
    const factor = 1 + amount * (2 * random.next() - 1);
    for (let i = 0; i < inputs.length; i++) {
      const middle = mean[i % mean.length];
      inputs[i] = middle + factor * (inputs[i] - middle);
    }
    if (of.length === 0) return;
    for (let i = 0; i < targets.length; i++) {
      const from = of[i % of.length];
      if (from !== null) targets[i] = mean[from] + factor * (targets[i] - mean[from]);
    }
  },
};
