/** Measures of the post besides errors on its own trajectories, over all seeds, in WASM f32. */

import { dampedOscillator, evenOddSplit } from '../../../src/data/damped-oscillator.ts';
import { Random } from '../../../src/data/random.ts';
import { median } from '../../../src/data/sequence.ts';
import { type Predictor, probeAlong } from '../../../src/measure/predictor.ts';
import type { Trained } from '../../claim.ts';
import { type Evaluation, rowError, teacherForced } from '../../oscillator.ts';
import { panelOf, type Truth, testOf } from './setup.ts';

/** A number for each seed of a contender. */
export function overSeeds(
  trained: Trained,
  panel: string,
  contender: string,
  measure: (predictor: Predictor) => number,
): number[] {
  const { contender: found } = trained.of(panel, contender);
  return found.seeds.map((_, seed) => measure(trained.predictor(panel, contender, seed)));
}

/** The median error of a cell trained on one damping ratio on the trajectory of another. */
export const crossError = (
  trained: Trained,
  cell: string,
  trainedOn: number,
  testedOn: number,
  evaluation: Evaluation,
): number => {
  const { values, dt } = testOf(testedOn);
  return median(
    overSeeds(trained, panelOf(trainedOn), cell, (predictor) =>
      rowError(evaluation(predictor, values, dt), values),
    ),
  );
};

const REPEATS = 20;

/** Noisy over clean error, the mean of 20 draws. The noise is on the first sample, the only one that a loop gets. */
export function noiseRatios(
  trained: Trained,
  cell: string,
  zeta: number,
  sigma: number,
  evaluation: Evaluation,
): number[] {
  const { values, dt } = testOf(zeta);
  return overSeeds(trained, panelOf(zeta), cell, (predictor) => {
    const random = new Random(42);
    const clean = rowError(evaluation(predictor, values, dt), values);
    let sum = 0;
    for (let i = 0; i < REPEATS; i++) {
      const noisy = values.slice();
      noisy[0] += sigma * random.normal();
      noisy[1] += sigma * random.normal();
      sum += rowError(evaluation(predictor, noisy, dt), values);
    }
    return sum / REPEATS / clean;
  });
}

/** Below it a prediction has recovered, as in the source. */
const RECOVERED = 0.01;

/** Samples after the switch until both components are predicted well; one more than there are means never. */
export function recovery(prediction: Float64Array, { values, switchedAt }: Truth): number {
  const samples = values.length / 2;
  for (let k = switchedAt; k < samples; k++)
    if (rowError(prediction, values, k, k + 1) < RECOVERED) return k - switchedAt;
  return samples - switchedAt + 1;
}

/** Mean τ over units, before and after the switch, with the true samples as inputs. */
export function tauAround(
  predictor: Predictor,
  { values, dt, switchedAt }: Truth,
): { before: number; after: number } {
  const rows = probeAlong(predictor, 'tau', {
    length: dt.length - 1,
    inputs: values.subarray(2),
    dt: dt.subarray(1),
  });
  const mean = (part: readonly (readonly number[])[]): number =>
    part.reduce((sum, row) => sum + row.reduce((a, b) => a + b) / row.length, 0) / part.length;
  return { before: mean(rows.slice(0, switchedAt - 1)), after: mean(rows.slice(switchedAt - 1)) };
}

/** The largest distance from a point of either set [points × 2] to the nearest of the other. */
export function hausdorff(a: Float64Array, b: Float64Array): number {
  const oneWay = (from: Float64Array, to: Float64Array): number => {
    let worst = 0;
    for (let i = 0; i < from.length; i += 2) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let j = 0; j < to.length; j += 2)
        nearest = Math.min(nearest, (from[i] - to[j]) ** 2 + (from[i + 1] - to[j + 1]) ** 2);
      worst = Math.max(worst, nearest);
    }
    return Math.sqrt(worst);
  };
  return Math.max(oneWay(a, b), oneWay(b, a));
}

const STARTS = 100;

/** Trajectories from starts in [−2, 2]², as many as the source has. */
export function startTruths(zeta: number): Truth[] {
  const random = new Random(7);
  const any = (): number => 4 * random.next() - 2;
  return Array.from({ length: STARTS }, () => {
    const { values, dt } = evenOddSplit(dampedOscillator({ zeta, start: [any(), any()] })).test;
    return { values, dt: dt as Float64Array, switchedAt: values.length / 2 };
  });
}

/** Mean Hausdorff distance and mean error over starts, teacher-forced as in the source. */
export function attractorOf(
  predictor: Predictor,
  starts: readonly Truth[],
): { distance: number; mse: number } {
  let distance = 0;
  let mse = 0;
  for (const { values, dt } of starts) {
    const prediction = teacherForced(predictor, values, dt);
    distance += hausdorff(prediction, values) / starts.length;
    mse += rowError(prediction, values) / starts.length;
  }
  return { distance, mse };
}
