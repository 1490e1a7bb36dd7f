/** How good a model is, beside the baselines. */
import { digits } from '../../../src/charts/number-format.ts';
import { tableOf } from './dom.ts';
import type { Baseline } from './prepare.ts';

/** The state of a sensor that is not there: no rival for a model that has to do without it. */
const rival = ({ name }: Baseline): boolean => name !== 'the last true target';

export const bestOf = (baselines: readonly Baseline[], by: 'mse' | 'validation'): Baseline =>
  baselines.filter(rival).reduce((a, b) => (b[by] < a[by] ? b : a));

const times = (ratio: number): string => `${ratio < 10 ? ratio.toPrecision(2) : Math.round(ratio)} times`;

const percentage = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** @param right the share of steps whose class the model tells; null for numbers */
export function verdictOf(
  mse: number,
  right: number | null,
  baselines: readonly Baseline[],
  isUntrained: boolean,
): { better: boolean; text: string } {
  if (right !== null) {
    const best = baselines.filter(rival).reduce((a, b) => ((b.right ?? 0) > (a.right ?? 0) ? b : a));
    const better = right > (best.right ?? 0);
    const [model, other] = [percentage(right), percentage(best.right ?? 0)];
    const text = better
      ? `Tells the class at ${model} of the test steps; the best baseline, ${best.name}, at ${other}.`
      : `A baseline is as good or better: ${best.name} tells the class at ${other} of the test steps, ${isUntrained ? 'the untrained model' : 'the model'} at ${model}.`;
    return { better, text };
  }
  const best = bestOf(baselines, 'mse');
  const better = mse < best.mse;
  const text = better
    ? `Test MSE ${digits(mse)}, ${times(best.mse / mse)} lower than that of the best baseline: ${best.name}, ${digits(best.mse)}.`
    : `A baseline is better: ${best.name} has a test MSE of ${digits(best.mse)}, ${times(mse / best.mse)} lower than ${isUntrained ? 'the untrained model’s' : 'the model’s'} ${digits(mse)}.`;
  return { better, text };
}

/**
 * The model and the baselines in numbers.
 * @param parameters of the model; null where its file does not say
 */
export function baselineTable(
  mse: number,
  right: number | null,
  parameters: number | null,
  baselines: readonly Baseline[],
): HTMLTableElement {
  const percent = (share: number | null): string[] => (right === null ? [] : [percentage(share ?? 0)]);
  const caption =
    right === null
      ? 'Mean squared error on the test part, which no training has seen'
      : 'On the test part, which no training has seen: steps whose class is told, and mean squared error of the probabilities';
  return tableOf(
    caption,
    ['', 'parameters', ...(right === null ? [] : ['right']), 'MSE'],
    [
      ['this model', parameters === null ? '—' : String(parameters), ...percent(right), digits(mse)],
      ...baselines.map((one) => [
        rival(one) ? one.name : `${one.name} (sees what the model must do without)`,
        String(one.parameters),
        ...percent(one.right),
        digits(one.mse),
      ]),
    ],
    0,
  );
}
