/** Baselines that guess classes. Their predictions are a class for each step. */
import type { Sequence } from '../train/sequence.ts';
import { majorityClass, persistence, type Trivial } from './baselines.ts';
import { LAGS } from './forecast.ts';
import { linearMap } from './linear-map.ts';
import { guessesOf } from './metrics/classes.ts';
import { outputsOf } from './predictor.ts';

/** Always guesses the most frequent class of some sequences. @param labels names of the classes */
export function mostFrequent(
  of: readonly Sequence[],
  test: readonly Sequence[],
  labels: readonly string[],
): Trivial {
  const guess = majorityClass(of, labels.length);
  return {
    name: `most frequent class, ${labels[guess]}`,
    parameters: 0,
    predictions: test.map(({ length }) => new Int32Array(length).fill(guess)),
  };
}

/**
 * Guesses the class whose indicator, 1 where the class is the target and 0 elsewhere, a linear map of the last `lags` inputs
 * predicts as largest. The map is fitted by least squares.
 */
export function linearClasses(
  train: readonly Sequence[],
  test: readonly Sequence[],
  classes: number,
  lags: number,
): Trivial {
  const { name, parameters, predictor } = linearMap(
    train.map((s) => indicated(s, classes)),
    lags,
  );
  const predictions = test.map((s) =>
    guessesOf(outputsOf(predictor, { ...s, targets: new Float64Array(s.length * classes) }), classes),
  );
  return { name, parameters, predictions };
}

/** The weight that keeps a map of few recordings from fitting them alone, in units of a standardised input's variance. */
const RIDGE = 0.01;

/** As `linearClasses`, from the mean and the deviation of each input over a whole recording, for a label of its last step. */
export function linearRecordings(
  train: readonly Sequence[],
  test: readonly Sequence[],
  classes: number,
): Trivial {
  const summaries = train.map((s) => indicated(summary(s), classes));
  const { parameters, predictor } = linearMap(summaries, 1, RIDGE);
  const predictions = test.map((s) => {
    const one = { ...summary(s), targets: new Float64Array(classes) };
    return new Int32Array(s.length).fill(guessesOf(outputsOf(predictor, one), classes)[0]);
  });
  return { name: 'linear, means and deviations of the inputs', parameters, predictions };
}

/** Guesses the last known class; before there is one, the first of all. @param leads as `persistence` takes them */
const lastClass = (test: readonly Sequence[], leads: readonly number[]): Trivial => ({
  ...persistence(test, leads),
  name: 'the last known class',
});

/**
 * The baselines of classes: of what was learned from, and of the class before, where that is known.
 * @param train null for those alone that need no training: then the most frequent class is that of the test
 * @param leads how many steps ahead the class is, one number
 * @param perRecording whether the last step alone has a class, as a label of all
 */
export function classBaselines(
  train: readonly Sequence[] | null,
  test: readonly Sequence[],
  labels: readonly string[],
  leads: readonly number[],
  perRecording: boolean,
): Trivial[] {
  const classes = labels.length;
  const frequent = mostFrequent(train ?? test, test, labels);
  const last = leads[0] > 0 ? [lastClass(test, leads)] : [];
  if (!train) return [frequent, ...last];
  const linear = perRecording
    ? [linearRecordings(train, test, classes)]
    : LAGS.map((lags) => linearClasses(train, test, classes, lags));
  return [frequent, ...last, ...linear];
}

/** A sequence with the indicators of its classes as targets, NaN where the class is missing. */
function indicated(sequence: Sequence, classes: number): Sequence {
  const targets = new Float64Array(sequence.length * classes);
  sequence.targets.forEach((target, t) => {
    if (Number.isNaN(target)) targets.fill(Number.NaN, t * classes, (t + 1) * classes);
    else targets[t * classes + target] = 1;
  });
  return { ...sequence, targets };
}

/** A recording as one step: the mean and the deviation of each input, and the label of its last step. */
function summary({ inputs, targets, length }: Sequence): Sequence {
  const width = inputs.length / length;
  const means = new Float64Array(width);
  const variances = new Float64Array(width);
  inputs.forEach((x, i) => void (means[i % width] += x / length));
  inputs.forEach((x, i) => void (variances[i % width] += (x - means[i % width]) ** 2 / length));
  return {
    length: 1,
    inputs: Float64Array.from([...means, ...variances.map(Math.sqrt)]),
    targets: targets.slice(-1),
    dt: null,
  };
}
