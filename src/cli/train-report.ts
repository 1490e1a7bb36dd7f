import { shownName } from '../check/visible.ts';
import type { CompiledTensor } from '../compile/compile.ts';
import type { ParameterValues } from '../compile/fold.ts';
import type { Value } from '../graph/value.ts';
import { linear, majorityClass, meanSquaredError, persistence, zero } from '../measure/baselines.ts';
import { horizonBaselines, leadErrors } from '../measure/horizon.ts';
import { machinePredictor } from '../measure/predictor.ts';
import type { Network } from '../network/network.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import type { WeightType } from '../quantise/types.ts';
import { loadSync, type Model } from '../runtime/index.ts';
import { Evaluator, evaluateWith } from '../train/evaluate.ts';
import { crossEntropy } from '../train/losses.ts';
import type { Sequence } from '../train/sequence.ts';
import { sourcesOf, type Task } from '../train/task.ts';
import type { Trainer } from '../train/trainer.ts';
import { draftNote } from './deployed.ts';
import { forecastReport, leadTable } from './forecast-report.ts';
import { stored } from './storing.ts';
import type { Parts } from './train-parts.ts';

const LAGS = [1, 2, 3, 4, 5];
const column = (text: string): string => `${text.padEnd(31)} `;

/** A finished training, with its written blob. */
interface Trained {
  readonly out: string;
  readonly name: string;
  readonly seconds: number;
  readonly network: Network;
  readonly parameters: ParameterValues;
  readonly constants: ReadonlyMap<Value, Float64Array>;
  readonly blob: Uint8Array;
  readonly tensors: readonly CompiledTensor[];
  readonly weights: WeightType;
  readonly rounding: Rounding;
  readonly qat: WeightType | null;
  readonly pruned: number;
  /** Losses by the unfolds at load; empty if there are none to lower. */
  readonly losses: readonly number[];
  readonly trainer: Trainer;
  readonly data: Parts;
  readonly task: Task;
  /** Names of the classes; null for numbers. */
  readonly labels: readonly string[] | null;
}

/** Yields the final report, the parts that are known at once first. */
export function* reportLines(trained: Trained): Generator<string> {
  const { out, name, seconds, network, parameters, constants, blob, tensors } = trained;
  const { weights, rounding, qat, pruned, losses, trainer, data, task, labels } = trained;
  yield `${out}: ${blob.length} bytes, ${network.parameterCount} parameters, ${stored(weights, rounding)}`;
  const draft = draftNote(out, blob);
  if (draft) yield draft;
  if (pruned > 0) yield `pruned: ${pruned} parameters are zero`;
  yield `trained ${trainer.history.length} epochs in ${seconds.toFixed(1)} s`;
  yield `\n${tensorTable(tensors)}`;
  if (losses.length > 0) yield `\n${unfoldsTable(losses)}`;
  const loaded = loadSync(blob, { name: out });
  const references = {
    // training used the stored weights themselves
    ...(!qat && { trained: new Evaluator(network, parameters) }),
    ...(weights !== 'f32' && { stored: new Evaluator(network, parameters, { constants }) }),
  };
  if (labels) yield `\n${accuracyLine(references, loaded, weights, data, labels)}`;
  else if (task.leads.some((lead) => lead > 1)) yield `\n${horizonTable(name, loaded, weights, data, task)}`;
  else yield `\n${testTable(name, references, loaded, weights, data, task)}`;
  const forecasts = labels ? null : forecastsOf(name, loaded, weights, data, task);
  if (forecasts) yield `\n${forecasts}`;
  loaded.dispose();
}

/** Each tensor's type and quantisation error, and its rounding if not to nearest. */
function tensorTable(tensors: readonly CompiledTensor[]): string {
  return [
    `${column('tensor')}type  worst error    rms error`,
    ...tensors.map(
      ({ name, type, error, rounding }) =>
        `${column(shownName(name))}${type.padEnd(6)}${error.worst.toExponential(2).padStart(11)}  ` +
        `${error.rms.toExponential(2).padStart(11)}${rounding === null || rounding === 'nearest' ? '' : `  ${rounding}`}`,
    ),
  ].join('\n');
}

/** The model in float64, with the trained weights and, if they differ, with the stored ones. */
interface References {
  readonly trained?: Evaluator;
  readonly stored?: Evaluator;
}

/** Both, with their names. */
const named = ({ trained, stored }: References, weights: WeightType): [name: string, Evaluator][] => [
  ...(trained ? [['in float64', trained] as [string, Evaluator]] : []),
  ...(stored ? [[`in float64, ${weights} weights`, stored] as [string, Evaluator]] : []),
];

/** The model on the test data, in float64 and in WebAssembly, beside the trivial predictors. */
function testTable(
  name: string,
  references: References,
  loaded: Model,
  weights: WeightType,
  data: Parts,
  { ahead, leads }: Task,
): string {
  const errorOf = (predict: (s: Sequence) => ArrayLike<number>): number =>
    meanSquaredError(data.test.map(predict), data.test);
  const rows = [
    ...named(references, weights).map(([where, reference]) => ({
      name: `${name} ${where}`,
      mse: errorOf((s) => reference.outputs(s)),
    })),
    {
      name: `${name} in WebAssembly, ${weights}`,
      mse: errorOf((s) => loaded.run(s.inputs, { dt: s.dt ?? 1, missing: 'error' })),
    },
    ...[
      zero(data.test),
      persistence(data.test, leads),
      ...LAGS.map((lags) => linear(data.train, data.test, lags)),
    ].map(({ name: baseline, predictions }) => ({
      // a sensor that is predicted from the others is not available for persistence
      name: baseline === 'persistence' && !ahead ? 'the last true target' : baseline,
      mse: meanSquaredError(predictions, data.test),
    })),
  ];
  return [
    `${column(`test, from step ${data.test[0].scoredFrom ?? 0} on`)}MSE`,
    ...rows.map((row) => column(row.name) + row.mse.toPrecision(5)),
  ].join('\n');
}

/** The model on the test data by steps ahead, beside the trivial predictors. */
function horizonTable(
  name: string,
  loaded: Model,
  weights: WeightType,
  data: Parts,
  { leads }: Task,
): string {
  const predictions = data.test.map((s) => loaded.run(s.inputs, { dt: s.dt ?? 1, missing: 'error' }));
  const models = [{ name: `${name} in WebAssembly, ${weights}`, predictions }];
  return leadTable(leadErrors(models, leads, horizonBaselines(data.train, data.test, leads)));
}

/** How the model goes on by itself over the test data; null if it cannot. */
function forecastsOf(
  name: string,
  loaded: Model,
  weights: WeightType,
  data: Parts,
  task: Task,
): string | null {
  if (!task.leads.every((lead) => lead === 1)) return null;
  const sources = sourcesOf(task);
  return forecastReport(
    [{ name: `${name} in WebAssembly, ${weights}`, predictor: machinePredictor(loaded) }],
    data,
    {
      inputs: task.inputs,
      outputs: task.targets,
      known: sources.flatMap(({ lead }, i) => (lead > 0 ? [task.inputs[i]] : [])),
      masked: task.gaps?.masked.map((i) => task.inputs[i]) ?? [],
    },
  );
}

/** The accuracy on the test data, beside that of always predicting the most frequent class of the training data. */
function accuracyLine(
  references: References,
  loaded: Model,
  weights: WeightType,
  data: Parts,
  labels: readonly string[],
): string {
  const classes = loaded.outputs;
  const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;
  let right = 0;
  let steps = 0;
  for (const { inputs, targets, dt, length, scoredFrom = 0 } of data.test) {
    const outputs = loaded.run(inputs, { dt: dt ?? 1, missing: 'error' });
    for (let t = scoredFrom; t < length; t++) {
      if (Number.isNaN(targets[t])) continue;
      steps++;
      const row = outputs.subarray(t * classes, (t + 1) * classes);
      if (row.indexOf(Math.max(...row)) === targets[t]) right++;
    }
  }
  const most = majority(data, classes);
  const exact = named(references, weights).map(([where, reference]) => {
    const { accuracy } = evaluateWith(reference, data.test, { loss: crossEntropy });
    return `${percent(accuracy)} ${where}`;
  });
  return `test accuracy ${[...exact, `${percent(right / steps)} in WebAssembly`].join(', ')}; most frequent class, ${labels[most.label]}, ${percent(most.share)}`;
}

/** The cost of fewer unfolds at load: the validation loss at each smaller count, and at the trained one. */
function unfoldsTable(losses: readonly number[]): string {
  const rows = losses.map((loss, i) => column(String(i + 1)) + loss.toPrecision(5));
  return [`${column('unfolds at load')}validation loss`, ...rows].join('\n');
}

/** The most frequent class of the training data, and the accuracy on the test data of always predicting it. */
function majority({ train, test }: Parts, classes: number): { label: number; share: number } {
  const guess = majorityClass(train, classes);
  const labels = test.flatMap(({ targets }) => [...targets].filter((label) => !Number.isNaN(label)));
  return { label: guess, share: labels.filter((label) => label === guess).length / labels.length };
}
