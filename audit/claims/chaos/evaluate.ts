import { median } from '../../../src/data/sequence.ts';
import type { Errors, Metric } from '../../../src/measure/baselines.ts';
import { meanSquaredError } from '../../../src/measure/baselines.ts';
import { closedLoopMap, largestExponent } from '../../../src/measure/chaos/lyapunov.ts';
import { scaleOf } from '../../../src/measure/chaos/scale.ts';
import { spectrumDistance } from '../../../src/measure/chaos/spectrum-distance.ts';
import { stateSpaceDivergence } from '../../../src/measure/chaos/state-space-divergence.ts';
import { validSteps } from '../../../src/measure/chaos/valid-steps.ts';
import { loopOf } from '../../../src/measure/closed-loop.ts';
import { outputsOf, type Predictor } from '../../../src/measure/predictor.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import type { System } from './systems.ts';

/** Steps with true inputs before a free run. */
export const WARM = 100;
/** Steps of a free run to compare with the truth from its start. */
export const FREE = 150;

export const metrics: readonly Metric[] = [
  { key: 'divergence', label: 'state-space divergence', unit: 'nats' },
  { key: 'time', label: 'valid prediction time', unit: 'Lyapunov times', better: 'higher' },
  { key: 'spectrum', label: 'power-spectrum distance', unit: '' },
  { key: 'exponent', label: '|λ − its own λ|', unit: 'per time unit' },
  { key: 'oneStep', label: 'one-step MSE', unit: '' },
];

/** Steps to measure a model's largest exponent over, and the distance of its two trajectories in f32. */
const EXPONENT_STEPS = { quick: 1000, full: 3000 };
const APART = 1e-2;
/** The most samples to compare mixtures at, for more variables: the cost is quadratic. */
const MIXTURE_SAMPLES = 800;

/** Every n-th sample, so that at most `most` remain. */
function thinned(values: Float64Array, width: number, most: number): Float64Array {
  const every = Math.max(1, Math.ceil(values.length / width / most));
  return Float64Array.from({ length: Math.floor(values.length / width / every) * width }, (_, i) => {
    const [sample, j] = [Math.floor(i / width), i % width];
    return values[sample * every * width + j];
  });
}

/** A free run over all steps of a sequence after the warm-up; infinite from the step on that becomes infinite or NaN. */
export const freeRun = (predictor: Predictor, sequence: Sequence): Float64Array =>
  loopOf(predictor, sequence, { forced: WARM, free: sequence.length - WARM });

/** The largest exponent of a model in its own loop, per time unit; Infinity if it has none. */
function exponentOf(predictor: Predictor, { inputs }: Sequence, system: System, steps: number): number {
  try {
    const { map, start } = closedLoopMap(predictor, inputs.subarray(0, WARM * system.width), system.width, 1);
    const found = largestExponent(map, start, { steps, distance: APART });
    return Number.isFinite(found) ? found / system.dt : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY; // the machine refuses a step that leaves the finite numbers
  }
}

/** All measures of a predictor on a long trajectory. One that becomes infinite or NaN is infinitely bad, or never valid. */
export function evaluate(
  predictor: Predictor,
  test: Sequence,
  system: System,
  effort: keyof typeof EXPONENT_STEPS,
): Errors {
  const { width, dt, exponent } = system;
  const truth = test.targets.subarray(WARM * width);
  const free = freeRun(predictor, test);
  const most = width > 3 ? MIXTURE_SAMPLES : Number.POSITIVE_INFINITY;
  const divergence = stateSpaceDivergence(thinned(truth, width, most), thinned(free, width, most), width);
  const starts = loopOf(predictor, test, { forced: WARM, free: FREE });
  const deviation = scaleOf(test.targets, width).std;
  const runs = Math.floor(starts.length / width / FREE);
  const times = Array.from({ length: runs }, (_, run) => {
    const from = (run * (WARM + FREE) + WARM) * width;
    return validSteps(
      starts.subarray(run * FREE * width, (run + 1) * FREE * width),
      test.targets.subarray(from, from + FREE * width),
      deviation,
    );
  });
  const own = exponentOf(predictor, test, system, EXPONENT_STEPS[effort]);
  return {
    divergence: Number.isFinite(divergence) ? Math.max(0, divergence) : Number.POSITIVE_INFINITY,
    time: median(times) * dt * exponent,
    spectrum: spectrumDistance(truth, free, width),
    exponent: Math.abs(own - exponent),
    oneStep: meanSquaredError([outputsOf(predictor, test)], [test]),
  };
}
