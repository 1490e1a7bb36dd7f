import type { Loss } from './loss.ts';

/** Mean squared error over the outputs. */
export const mse: Loss = {
  name: 'mse',
  classes: false,
  targets: (outputs) => outputs,
  step(values, at, outputs, targets, from, gradients, weight) {
    let sum = 0;
    for (let j = 0; j < outputs; j++) {
      const d = values[at + j] - targets[from + j];
      sum += d * d;
      gradients[at + j] += (2 * weight * d) / outputs;
    }
    return sum / outputs;
  },
};
