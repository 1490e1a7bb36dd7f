import type { Loss } from './loss.ts';

/** The mean over the outputs of f(d), d = prediction − target, 0 where that is missing; `df` is its derivative. */
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
      const target = targets[from + j];
      if (Number.isNaN(target)) continue;
      const d = values[at + j] - target;
      sum += f(d);
      gradients[at + j] += (weight * df(d)) / outputs;
    }
    return sum / outputs;
  },
});
