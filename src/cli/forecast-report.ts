/** Tables of the errors of forecasts, for the end of a training. */
import { table } from '../charts/table.ts';
import {
  type ForecastErrors,
  type Forecaster,
  type Forecasts,
  forecastErrors,
  usualHorizon,
} from '../measure/forecast.ts';
import type { LeadErrors } from '../measure/horizon.ts';
import { type Loop, unknownAhead } from '../measure/run-on.ts';
import type { Parts } from '../train/parts.ts';

const shown = (mse: number): string =>
  Number.isNaN(mse) ? '–' : Number.isFinite(mse) ? mse.toPrecision(5) : 'diverges';

/**
 * How models that predict the next sample go on by themselves over the test data.
 * @returns null if they read columns whose future is not known, or if no test recording has room for a forecast
 */
export function forecastReport(models: readonly Forecaster[], data: Parts, loop: Loop): string | null {
  const horizon = usualHorizon(data.test);
  if (horizon === 0 || unknownAhead(loop).length > 0) return null;
  return forecastTable(forecastErrors(models, data, loop, horizon));
}

/** Errors of models that go on by themselves: a row for each, a column for steps 1, 5, 10, 50, … and one for all. */
export function forecastTable({ horizon, origins, errors }: Forecasts): string {
  const steps = stepsUpTo(horizon);
  const many = `${origins} forecast${origins === 1 ? '' : 's'}`;
  return table([
    [`MSE of ${many}, by steps ahead`, ...steps.map(String), ...(horizon > 1 ? [`all ${horizon}`] : [])],
    ...errors.map(({ name, bySteps, overall }) => [
      name,
      ...steps.map((step) => shown(bySteps[step - 1])),
      ...(horizon > 1 ? [shown(overall)] : []),
    ]),
  ]);
}

/** 1, 5, 10, 50, 100, … below the horizon, and the horizon. */
export function stepsUpTo(horizon: number): number[] {
  const steps: number[] = [];
  for (let step = 1; step < horizon; step *= steps.length % 2 ? 5 : 2) steps.push(step);
  return [...steps, horizon];
}

/** Errors of models that predict several steps ahead at once: a row for each lead, a column for each model. */
export const leadTable = ({ leads, errors }: LeadErrors): string =>
  table([
    ['MSE, by steps ahead', ...errors.map(({ name }) => name)],
    ...leads.map((lead, i) => [String(lead), ...errors.map(({ bySteps }) => shown(bySteps[i]))]),
    ...(leads.length > 1 ? [['all', ...errors.map(({ overall }: ForecastErrors) => shown(overall))]] : []),
  ]);
