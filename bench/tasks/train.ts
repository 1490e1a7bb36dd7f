/** Trains a cell on a task as `meniscus train` does without a flag, and gives its error beside the baselines'. */
import type { CellName } from '../../src/cells/index.ts';
import { linear, meanSquaredError, persistence } from '../../src/measure/baselines.ts';
import { mostFrequent } from '../../src/measure/class-baselines.ts';
import { LAGS } from '../../src/measure/forecast.ts';
import { classMetrics } from '../../src/measure/metrics/classes.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Evaluator, evaluateWith } from '../../src/train/evaluate.ts';
import { fitting } from '../../src/train/fitting.ts';
import { crossEntropy } from '../../src/train/losses/index.ts';
import { sequencesFor, splitFor } from '../../src/train/parts.ts';
import { withGaps } from '../../src/train/samples.ts';
import { defineTask, type Task } from '../../src/train/task.ts';
import { Trainer } from '../../src/train/trainer.ts';
import type { BenchTask } from './task.ts';

const UNITS = 16;

/** What a task's data are split into. */
export type Prepared = ReturnType<typeof prepare>;

export function prepare(bench: BenchTask) {
  const dataset = bench.dataset();
  const asked = defineTask(dataset.channels, bench.asks);
  const parts = splitFor(dataset, asked);
  const task = withGaps(asked, parts.train, 'hold');
  const { outputNormalisation, ...fitted } = fitting(parts.train, task);
  const widths = bench.classes ? { outputs: bench.classes.length } : { outputNormalisation };
  return { bench, task, data: sequencesFor(parts, task), fitted: { ...fitted, ...widths } };
}

export interface Trained {
  /** Test MSE, or accuracy. */
  readonly error: number;
  readonly validation: number;
  readonly updates: number;
  readonly seconds: number;
}

/** Trains with the library's defaults but for the seed. */
export function trainOn({ bench, data, fitted }: Prepared, cell: CellName, seed: number): Trained {
  const network = buildNetwork({
    ...fitted,
    layers: [{ cell, units: UNITS }],
    readout: bench.classes ? 'softmax' : 'dense',
  });
  const trainer = new Trainer(network, data.train, data.validation, { seed });
  const start = performance.now();
  while (!trainer.finished) trainer.epoch();
  const seconds = (performance.now() - start) / 1000;
  const evaluator = new Evaluator(network, trainer.bestParameters);
  const error = bench.classes
    ? evaluateWith(evaluator, data.test, { loss: crossEntropy }).accuracy
    : meanSquaredError(
        data.test.map((one) => evaluator.outputs(one)),
        data.test,
      );
  return {
    error,
    validation: trainer.history.at(-1)?.best ?? Number.NaN,
    updates: trainer.checkpoint().updates,
    seconds,
  };
}

export interface Baseline {
  readonly name: string;
  readonly error: number;
}

/** The baselines of a task: for numbers the best linear map of one to five lags, and the last value. */
export function baselinesOf({ bench, data, task }: Prepared): Baseline[] {
  if (bench.classes) {
    const { predictions } = mostFrequent(data.train, data.test, bench.classes);
    const { accuracy } = classMetrics(data.test, predictions, bench.classes.length);
    return [{ name: 'most frequent class', error: accuracy }];
  }
  return [bestLinear(data), lastValue(data, task)];
}

function bestLinear({ train, test }: Prepared['data']): Baseline {
  const all = LAGS.map((lags) => {
    const { name, predictions } = linear(train, test, lags);
    return { name, error: meanSquaredError(predictions, test) };
  });
  return all.reduce((best, one) => (one.error < best.error ? one : best));
}

const lastValue = ({ test }: Prepared['data'], { ahead, leads }: Task): Baseline => ({
  name: ahead ? 'persistence' : 'the last true target',
  error: meanSquaredError(persistence(test, leads).predictions, test),
});
