import type { Loss } from './loss.ts';

/** Mean absolute error over the outputs. */
export const mae: Loss = {
  name: 'mae',
  classes: false,
  targets: (outputs) => outputs,
  step(values, at, outputs, targets, from, gradients, weight) {
    let sum = 0;
    for (let j = 0; j < outputs; j++) {
      const d = values[at + j] - targets[from + j];
      sum += Math.abs(d);
      gradients[at + j] += (weight * Math.sign(d)) / outputs;
    }
    return sum / outputs;
  },
};
