/** What a model has to beat: maps without a memory, or without a bend. Each is fitted to the training part. */
import { linearMap } from '../../../src/measure/linear-map.ts';
import type { SequenceData } from '../../../src/train/index.ts';

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  readonly run: (input: ArrayLike<number>) => Float64Array;
}

/** Samples that the linear map sees: 1.3 ms, six times the circuit's longest memory. */
const LAGS = 64;
const KNOTS = 256;

type Pair = readonly [input: Float64Array, target: Float64Array];

export function baselines(train: readonly SequenceData[]): Baseline[] {
  const pairs = train.map(
    ({ inputs, targets }): Pair => [Float64Array.from(inputs), Float64Array.from(targets)],
  );
  const static_ = curve(pairs);
  const { parameters, predictor } = linearMap(
    pairs.map(([inputs, targets]) => ({ length: inputs.length, inputs, targets, dt: null })),
    LAGS,
  );
  const filter = (input: ArrayLike<number>): Float64Array => {
    predictor.reset();
    return Float64Array.from(input, (x) => predictor.step([x], 1)[0]);
  };
  const behind = curve(pairs.map(([inputs, targets]): Pair => [filter(inputs), targets]));
  return [
    { name: 'the input as it is', parameters: 0, run: (input) => Float64Array.from(input) },
    {
      name: `best curve of ${KNOTS} knots (a waveshaper)`,
      parameters: KNOTS,
      run: (input) => Float64Array.from(input, static_),
    },
    { name: `best linear map of ${LAGS} samples`, parameters, run: filter },
    {
      name: 'the same, and the best curve behind it',
      parameters: parameters + KNOTS,
      run: (input) => filter(input).map(behind),
    },
  ];
}

/** The mean target at each input: straight lines between knots, which hold as many samples each. */
function curve(pairs: readonly Pair[]): (x: number) => number {
  const x = pairs.map(([inputs]) => inputs);
  const count = x.reduce((sum, { length }) => sum + length, 0);
  const all = new Float64Array(count);
  x.reduce((at, inputs) => {
    all.set(inputs, at);
    return at + inputs.length;
  }, 0);
  const sorted = all.toSorted();
  const edges = Float64Array.from(
    { length: KNOTS - 1 },
    (_, k) => sorted[Math.floor(((k + 1) * count) / KNOTS)],
  );
  const [sums, means, counts] = [new Float64Array(KNOTS), new Float64Array(KNOTS), new Float64Array(KNOTS)];
  for (const [inputs, targets] of pairs)
    inputs.forEach((value, t) => {
      const k = binOf(edges, value);
      counts[k]++;
      means[k] += value;
      sums[k] += targets[t];
    });
  const held = [...counts.keys()].filter((k) => counts[k] > 0);
  const knots = held.map((k) => [means[k] / counts[k], sums[k] / counts[k]] as const);
  return (value) => between(knots, value);
}

/** The first edge above a value. */
function binOf(edges: ArrayLike<number>, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function between(knots: readonly (readonly [number, number])[], value: number): number {
  let [low, high] = [0, knots.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle][0] > value) high = middle;
    else low = middle;
  }
  const [x0, y0] = knots[low];
  const [x1, y1] = knots[high];
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (value - x0)) / (x1 - x0);
}
