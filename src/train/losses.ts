import { callable, flag, needed, type Rules, text } from '../check/rules.ts';

/** What a step's prediction costs. */
export interface Loss<Name extends string = string> {
  readonly name: Name;
  /** It compares class probabilities: it needs a softmax read-out, and a softmax read-out needs it. */
  readonly classes: boolean;
  /** Number of targets for `outputs` outputs: class indices need one. */
  targets(outputs: number): number;
  /**
   * The loss of one step, and its gradient. Targets that are NaN are missing: they add nothing to either, as if they were met.
   * It is not called for a step that has none.
   * @param values hold the prediction, `values[at … at + outputs)`
   * @param targets hold those of the step, which start at `targets[from]`
   * @param gradients receives `weight` times the derivative at the same places as the prediction, added
   */
  step(
    values: Float64Array,
    at: number,
    outputs: number,
    targets: Float64Array,
    from: number,
    gradients: Float64Array,
    weight: number,
  ): number;
}

export const lossRules: Rules<Loss> = {
  name: needed(text),
  classes: needed(flag),
  targets: needed(callable),
  step: needed(callable),
};

/** The mean over the outputs of f(d), d = prediction − target, 0 where that is missing; `df` is its derivative. */
const perOutput = <Name extends string>(
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

/** Mean squared error over the outputs. */
export const mse = perOutput(
  'mse',
  (d) => d * d,
  (d) => 2 * d,
);

/** Mean absolute error over the outputs. */
export const mae = perOutput('mae', Math.abs, Math.sign);

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

/** Every loss: a new one is an entry here. */
export const losses = [mse, mae, crossEntropy] as const;

export type LossName = (typeof losses)[number]['name'];
