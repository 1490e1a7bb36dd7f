import { lorenz63, lorenz96 } from '../../../src/data/index.ts';
import type { Effort } from '../../../src/jobs/contender.ts';
import type { Errors } from '../../../src/measure/baselines.ts';
import { meanSquaredError } from '../../../src/measure/baselines.ts';
import { errorByLead } from '../../../src/measure/closed-loop.ts';
import { type NextState, nextState, scored, trivialPredictors } from '../../../src/measure/next-state.ts';
import { outputsOf, type Predictor } from '../../../src/measure/predictor.ts';
import { type Comparable, contendersOf, type Sizes } from './contenders.ts';

export const EPOCHS = { quick: 12, full: 48 } as const;
export const TURNS = { forced: 25, free: 25 } as const;
export const PARTS = { train: 6, validation: 1, test: 4, steps: 1000 } as const;
export const DT = 0.05;
const LAGS = 3;

/** @param wide GRUs beyond the common sizes, with an HLLN of the published share for each */
function sizesOf(effort: Effort, wide: readonly number[] = []): Sizes {
  if (effort === 'quick') return { gru: [1000, 10_000], hlln: [], others: [1000], paired: [1000, 10_000] };
  const common = [100, 316, 1000, 3162, 10_000];
  return {
    gru: [...common, ...wide],
    hlln: [100, 10_000],
    others: common,
    paired: [1000, 3162, 10_000, ...wide],
  };
}

function system(
  name: string,
  label: string,
  { train, validation, test: unseen }: NextState,
  sizes: Sizes,
  effort: Effort,
): Comparable {
  const test = unseen.map((s) => ({ ...s, scoredFrom: LAGS - 1 }));
  const evaluate = (predictor: Predictor): Errors => {
    const leads = errorByLead(predictor, test, TURNS);
    return {
      mse: meanSquaredError(
        test.map((s) => outputsOf(predictor, s)),
        test,
      ),
      loop: leads.reduce((sum, e) => sum + e, 0) / leads.length,
    };
  };
  const options = { rate: 0.01, epochs: EPOCHS[effort], window: 25, stride: 25, batch: 4, warmup: 3 };
  const [{ inputs, length }] = train;
  const { contenders, pairs } = contendersOf(
    sizes,
    inputs.length / length,
    { train, validation, options },
    effort,
  );
  return {
    pairs,
    panel: {
      name,
      label,
      metrics: [
        { key: 'mse', label: 'test MSE', unit: '' },
        { key: 'loop', label: `${TURNS.free} steps in a closed loop`, unit: '' },
      ],
      subject: pairs[pairs.length - 1].hlln,
      contenders,
      baselines: () => scored(trivialPredictors(train, LAGS), evaluate),
      evaluate,
    },
  };
}

export function lorenzPanels(effort: Effort): Comparable[] {
  const seeds = Array.from({ length: PARTS.train + PARTS.validation + PARTS.test }, (_, i) => i + 1);
  const sampled = { steps: PARTS.steps + 1, dt: DT };
  const of = (make: typeof lorenz63 | typeof lorenz96): NextState =>
    nextState(
      seeds.map((seed) => make({ ...sampled, seed })),
      PARTS,
    );
  return [
    system('lorenz-63', 'Lorenz-63, next state (z-scored)', of(lorenz63), sizesOf(effort), effort),
    // a GRU of 10,000 parameters has fewer units than Lorenz-96 has variables
    system('lorenz-96', 'Lorenz-96, next state (z-scored)', of(lorenz96), sizesOf(effort, [16_000]), effort),
  ];
}
