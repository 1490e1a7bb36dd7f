import type { Predictor } from '../src/measure/predictor.ts';

/**
 * Three ways to let a model predict a damped oscillator, from "From Physics to Silicon" (2026) and our own.
 * A trajectory is [samples × 2], x and v. Row 0 of a prediction is the zero state's, (0, 0); step k is that from sample
 * k − 1 to sample k, of length dt[k], with an input that is held. Every function returns [samples × 2].
 */
export type Evaluation = (predictor: Predictor, truth: Float64Array, dt: Float64Array) => Float64Array;

/** Feeds row k of `inputs` in step k. */
function roll(
  predictor: Predictor,
  inputs: (k: number, soFar: Float64Array) => ArrayLike<number>,
  dt: Float64Array,
) {
  const out = new Float64Array(2 * dt.length);
  predictor.reset();
  for (let k = 1; k < dt.length; k++) {
    try {
      out.set(predictor.step(inputs(k, out), dt[k]), 2 * k);
    } catch {
      return out.fill(Number.POSITIVE_INFINITY, 2 * k); // the machine refuses a step that leaves the finite numbers
    }
  }
  return out;
}

/** The input of step k is sample k, the very value to predict. */
export const teacherForced: Evaluation = (predictor, truth, dt) =>
  roll(predictor, (k) => truth.subarray(2 * k, 2 * k + 2), dt);

/**
 * The post's "autonomous" evaluation: a first pass holds the first sample for ever; a second pass reads the first sample,
 * then the first pass's outputs, one row late. Errors feed back once, not step by step.
 */
export const twoPass: Evaluation = (predictor, truth, dt) => {
  const first = truth.subarray(0, 2);
  const pass = roll(predictor, () => first, dt);
  return roll(predictor, (k) => pass.subarray(2 * k - 2, 2 * k), dt);
};

/** The input of step k is the model's own output of step k − 1; of step 1, the first sample. */
export const closedLoop: Evaluation = (predictor, truth, dt) =>
  roll(predictor, (k, out) => (k === 1 ? truth.subarray(0, 2) : out.subarray(2 * k - 2, 2 * k)), dt);

/** Recorded samples before a warm loop runs freely. */
export const WARM = 20;

/** A closed loop after some true samples, so that the state knows more of the trajectory than its start. */
export const warmLoop: Evaluation = (predictor, truth, dt) =>
  roll(
    predictor,
    (k, out) => (k <= WARM ? truth.subarray(2 * k - 2, 2 * k) : out.subarray(2 * k - 2, 2 * k)),
    dt,
  );

/** Mean squared error of rows `from … to`, both components. */
export function rowError(
  prediction: Float64Array,
  truth: Float64Array,
  from = 0,
  to = truth.length / 2,
): number {
  let sum = 0;
  for (let i = 2 * from; i < 2 * to; i++) sum += (prediction[i] - truth[i]) ** 2;
  return sum / (2 * (to - from));
}
