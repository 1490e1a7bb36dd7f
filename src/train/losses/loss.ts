import { callable, flag, needed, type Rules, record, text } from '../../check/rules.ts';

/** What a step's prediction costs. */
export interface Loss<Name extends string = string> {
  readonly name: Name;
  /** Its settings, as data: a checkpoint goes on only with the same. */
  readonly options?: Readonly<Record<string, unknown>>;
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
  options: record,
  classes: needed(flag),
  targets: needed(callable),
  step: needed(callable),
};
