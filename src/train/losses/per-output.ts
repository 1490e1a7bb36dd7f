import type { Loss } from './loss.ts';

/** The mean over the outputs of f(d), d = prediction − target; `df` is its derivative. */
export const perOutput = <Name extends string>(
  name: Name,
  f: (d: number) => number,
  df: (d: number) => number,
): Loss<Name> => ({
  name,
  classes: false,
  targets: (outputs) => outputs,
  step(values, at, outputs, targets, from, gradients, weight) {
    let sum = 0;
    for (let j = 0; j < outputs; j++) {
      const d = values[at + j] - targets[from + j];
      sum += f(d);
      gradients[at + j] += (weight * df(d)) / outputs;
    }
    return sum / outputs;
  },
});
