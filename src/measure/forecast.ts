/** Errors of forecasts by step, of models that go on by themselves beside trivial ones. */
import type { Sequence } from '../train/sequence.ts';
import { finiteStep } from './closed-loop.ts';
import { linearMap } from './linear-map.ts';
import type { Predictor } from './predictor.ts';
import { type Loop, runOn } from './run-on.ts';
import { seasonBefore, seasonOf } from './season.ts';

/** A forecast to compare. */
export interface Forecaster {
  readonly name: string;
  readonly predictor: Predictor;
}

/** Mean squared errors of a forecast. */
export interface ForecastErrors {
  readonly name: string;
  /** By step, from the first; NaN if no target is known there, Infinity if the forecast left the finite numbers. */
  readonly bySteps: Float64Array;
  /** Over all steps. */
  readonly overall: number;
}

export interface Forecasts {
  readonly horizon: number;
  /** How many forecasts were made by each. */
  readonly origins: number;
  readonly errors: readonly ForecastErrors[];
}

/** The numbers of lags of the linear maps, of which the best one on the training part is compared. */
export const LAGS = [1, 2, 3, 4, 5];

/** The most origins over all sequences. */
const ORIGINS = 100;

/** Samples that are read before the first forecast: the linear maps have their lags then. */
const WARM = Math.max(...LAGS);

/**
 * Steps ahead that are scored by default: 50, but at most half of the longest test sequence, of whose context no more counts than
 * a forecast needs; 0 if none has room.
 */
export function usualHorizon(test: readonly Pick<Sequence, 'length' | 'scoredFrom'>[]): number {
  const longest = Math.max(
    ...test.map(({ length, scoredFrom = 0 }) => length - Math.max(0, scoredFrom - WARM)),
  );
  return Math.max(0, Math.min(50, Math.floor(longest / 2), longest - WARM));
}

/**
 * Errors of models that go on by themselves, each from the same origins: evenly spread over the test sequences, after all
 * earlier samples were read. Beside them: persistence, seasonal-naive if the training part has a season that fits before a
 * forecast, and the linear map that goes on likewise.
 * @param parts sequences whose targets are the next samples, NaN where missing; inputs that are known ahead are read from them
 * @param horizon steps of each forecast, ≥ 1
 * @throws RangeError if no test sequence has room for the horizon, or as `runOn` does
 */
export function forecastErrors(
  models: readonly Forecaster[],
  parts: { readonly train: readonly Sequence[]; readonly test: readonly Sequence[] },
  loop: Loop,
  horizon: number,
): Forecasts {
  const steps = Array.from({ length: horizon }, (_, step) => step + 1);
  const room = Math.max(...parts.test.map(({ length }) => length)) - horizon;
  const period = seasonOf(parts.train, steps, room);
  const tested = originsOf(parts.test, horizon, period ?? 1);
  const origins = tested.reduce((sum, { length }) => sum + length, 0);
  if (origins === 0)
    throw new RangeError(
      `no test recording has ${WARM + horizon} steps, ${WARM} before a forecast and ${horizon} in it: forecast fewer steps`,
    );
  const score = ({ name, predictor }: Forecaster): ForecastErrors =>
    errorsOf(name, parts.test, tested, loop, horizon, onwards(predictor, loop, horizon));
  const repeated = (name: string, steps: number): ForecastErrors =>
    errorsOf(name, parts.test, tested, loop, horizon, repeating(loop, horizon, steps));
  return {
    horizon,
    origins,
    errors: [
      ...models.map(score),
      repeated('persistence', 1),
      ...(period === null ? [] : [repeated(`seasonal-naive, ${period} steps`, period)]),
      score(bestLinear(parts.train, loop, horizon)),
    ],
  };
}

/** The linear map, of all numbers of lags, whose forecasts on the training part are best. */
function bestLinear(train: readonly Sequence[], loop: Loop, horizon: number): Forecaster {
  const room = Math.max(...train.map(({ length }) => length)) - WARM;
  const steps = Math.max(1, Math.min(horizon, room));
  const origins = originsOf(train, steps, 1);
  const maps = LAGS.map((lags) => {
    const { name, predictor } = linearMap(train, lags);
    const { overall } = errorsOf(name, train, origins, loop, steps, onwards(predictor, loop, steps));
    return { name, predictor, overall };
  });
  return maps.reduce((best, map) => (map.overall < best.overall ? map : best));
}

/**
 * The last steps that are read before each forecast, by sequence: evenly spread from the first that is scored and leaves five
 * steps before it, and if there is room a season, to the last that leaves a horizon after it.
 */
function originsOf(sequences: readonly Sequence[], horizon: number, season: number): number[][] {
  const most = Math.ceil(ORIGINS / sequences.length);
  return sequences.map(({ length, scoredFrom = 0 }) => {
    const final = length - horizon;
    const settled = Math.max(WARM, scoredFrom);
    const first = season <= final ? Math.max(settled, season) : settled;
    const count = Math.min(most, final - first + 1);
    if (count < 1) return [];
    return Array.from({ length: count }, (_, i) =>
      count === 1 ? final : Math.round(first + (i * (final - first)) / (count - 1)),
    );
  });
}

/** Forecasts [horizon × outputs] along a sequence, from each of the origins in their order. */
type Forecast = (sequence: Sequence, origins: readonly number[]) => Iterable<ArrayLike<number>>;

/** Reads the sequence once, and goes on from the state at each origin. */
const onwards = (predictor: Predictor, loop: Loop, horizon: number): Forecast =>
  function* ({ length, inputs, dt }, origins) {
    const width = inputs.length / length;
    const step = (input: ArrayLike<number>, interval: number): Float64Array =>
      finiteStep(predictor, loop.outputs.length, input, interval);
    let next = 0;
    predictor.reset();
    for (let t = 0; next < origins.length; t++) {
      const last = step(inputs.subarray(t * width, (t + 1) * width), dt ? dt[t] : 1);
      if (t < origins[next]) continue;
      next++;
      const state = predictor.state();
      yield runOn({ step }, loop, {
        last,
        steps: horizon,
        dt: dt?.subarray(t + 1) ?? 1,
        future: inputs.subarray((t + 1) * width),
      });
      predictor.setState(state);
    }
  };

/** Repeats the season before an origin. A period of 1 repeats the last known value. */
const repeating = ({ outputs }: Loop, horizon: number, period: number): Forecast =>
  function* ({ targets }, origins) {
    const before = seasonBefore(targets, outputs.length, period);
    for (const t of origins)
      yield Float64Array.from({ length: horizon * outputs.length }, (_, i) => {
        const step = Math.floor(i / outputs.length);
        return before(i % outputs.length, t + step, step + 1);
      });
  };

/** The errors of forecasts from all origins, over all outputs whose target is known. */
function errorsOf(
  name: string,
  sequences: readonly Sequence[],
  origins: readonly (readonly number[])[],
  { outputs }: Loop,
  horizon: number,
  forecast: Forecast,
): ForecastErrors {
  const sums = new Float64Array(horizon);
  const counts = new Float64Array(horizon);
  for (const [s, sequence] of sequences.entries()) {
    let next = 0;
    for (const rows of forecast(sequence, origins[s])) {
      const from = origins[s][next++] * outputs.length;
      for (let i = 0; i < rows.length; i++) {
        const target = sequence.targets[from + i];
        if (Number.isNaN(target)) continue;
        const step = Math.floor(i / outputs.length);
        sums[step] += (rows[i] - target) ** 2;
        counts[step]++;
      }
    }
  }
  const sum = (list: Float64Array): number => list.reduce((total, x) => total + x, 0);
  return {
    name,
    bySteps: sums.map((squares, step) => squares / counts[step]),
    overall: sum(sums) / sum(counts),
  };
}
