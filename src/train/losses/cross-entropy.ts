import type { Loss } from './loss.ts';

/** −ln softmax(logits)[class]; the target of a step is the index of its class. */
export const crossEntropy: Loss<'cross-entropy'> = {
  name: 'cross-entropy',
  classes: true,
  targets: () => 1,
  step(values, at, outputs, targets, from, gradients, weight) {
    const label = targets[from];
    let top = -Infinity;
    for (let j = 0; j < outputs; j++) top = Math.max(top, values[at + j]);
    let sum = 0;
    for (let j = 0; j < outputs; j++) sum += Math.exp(values[at + j] - top);
    for (let j = 0; j < outputs; j++)
      gradients[at + j] += weight * (Math.exp(values[at + j] - top) / sum - (j === label ? 1 : 0));
    return Math.log(sum) + top - values[at + label];
  },
};
