import { lorenz96 } from '../../../src/data/index.ts';
import type { Errors } from '../../../src/measure/baselines.ts';
import { meanSquaredError } from '../../../src/measure/baselines.ts';
import { errorByLead } from '../../../src/measure/closed-loop.ts';
import { type NextState, nextState } from '../../../src/measure/next-state.ts';
import { outputsOf, type Predictor } from '../../../src/measure/predictor.ts';
import type { Sequence } from '../../../src/train/sequence.ts';

export const N = 40;
export const STEPS = 1500;
export const DT = 0.05;
/** Steps at which the forcing changes: 8 → 12 → 8. */
export const SHIFTS = [500, 1000] as const;
export const TRAIN = 6;
export const TEST = 4;
/** Steps that count as the shift: one unit of time. */
export const AT_SHIFT = 20;
/** Steps that no score counts, so that every baseline has its lags. */
const LAGS = 2;
export const TURNS = { forced: 25, free: 25 } as const;

/** Trajectories one after the other by seed. @param more for the test, beyond those that panels are scored on */
export const trajectories = (more = 0): NextState =>
  nextState(
    Array.from({ length: TRAIN + 1 + TEST + more }, (_, i) =>
      lorenz96({
        size: N,
        steps: STEPS,
        dt: DT,
        seed: 100 + i,
        forcing: [
          [0, 8],
          [SHIFTS[0], 12],
          [SHIFTS[1], 8],
        ],
      }),
    ),
    { train: TRAIN, validation: 1 },
  );

type Steps = readonly [from: number, to: number];

const regimes: readonly { readonly key: string; readonly label: string; readonly steps: readonly Steps[] }[] =
  [
    { key: 'all', label: 'test MSE', steps: [[LAGS, STEPS - 1]] },
    { key: 'before', label: 'forcing 8', steps: [[LAGS, SHIFTS[0]]] },
    { key: 'during', label: 'forcing 12', steps: [SHIFTS] },
    { key: 'after', label: 'forcing 8 again', steps: [[SHIFTS[1], STEPS - 1]] },
    {
      key: 'shifts',
      label: `${AT_SHIFT} steps after a shift`,
      steps: SHIFTS.map((at): Steps => [at, at + AT_SHIFT]),
    },
  ];

export const metrics = [
  ...regimes.map(({ key, label }) => ({ key, label, unit: '' })),
  { key: 'loop', label: `${TURNS.free} steps in a closed loop`, unit: '' },
];

/** Mean squared errors one step ahead by regime. @param predictions [length × N] of each test sequence */
function byRegime(predictions: readonly Float64Array[], test: readonly Sequence[]): Errors {
  const cut = (values: Float64Array, [from, to]: Steps) => values.subarray(from * N, to * N);
  return Object.fromEntries(
    regimes.map(({ key, steps }) => [
      key,
      meanSquaredError(
        steps.flatMap((part) => predictions.map((p) => cut(p, part))),
        steps.flatMap((part) =>
          test.map((s) => ({ ...s, length: part[1] - part[0], targets: cut(s.targets, part) })),
        ),
      ),
    ]),
  );
}

/** One step ahead, by regime. */
export const oneStep = (predictor: Predictor, test: readonly Sequence[]): Errors =>
  byRegime(
    test.map((s) => outputsOf(predictor, s)),
    test,
  );

/** All metrics of a panel. */
export function evaluate(predictor: Predictor, test: readonly Sequence[]): Errors {
  const leads = errorByLead(predictor, test, TURNS);
  return { ...oneStep(predictor, test), loop: leads.reduce((sum, e) => sum + e, 0) / leads.length };
}
