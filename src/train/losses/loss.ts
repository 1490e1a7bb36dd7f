import { callable, flag, needed, type Rules, text } from '../../check/rules.ts';

/** What a step's prediction costs. */
export interface Loss<Name extends string = string> {
  readonly name: Name;
  /** It compares class probabilities: it needs a softmax read-out, and a softmax read-out needs it. */
  readonly classes: boolean;
  /** Number of targets for `outputs` outputs: class indices need one. */
  targets(outputs: number): number;
  /**
   * The loss of one step, and its gradient.
   * @param values, at the prediction is `values[at … at + outputs)`
   * @param targets, from the targets of the step start at `targets[from]`
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
