import { shownName } from '../check/visible.ts';
import type { CompiledTensor } from '../compile/compile.ts';
import type { ParameterValues } from '../compile/fold.ts';
import type { Value } from '../graph/value.ts';
import { machinePredictor } from '../measure/predictor.ts';
import { partsApart, verdict } from '../measure/verdict.ts';
import type { Network } from '../network/network.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import type { WeightType } from '../quantise/types.ts';
import { loadSync, type Model } from '../runtime/index.ts';
import { Evaluator } from '../train/evaluate.ts';
import { type Parts, warmedUp } from '../train/parts.ts';
import type { Sequence } from '../train/sequence.ts';
import { sourcesOf, type Task } from '../train/task.ts';
import type { Trainer } from '../train/trainer.ts';
import { draftNote } from './deployed.ts';
import type { Judged } from './evaluation/kind.ts';
import { kindOf } from './evaluation/kinds.ts';
import { contestOf } from './evaluation/standings.ts';
import { triesOf } from './evaluation/tries.ts';
import { forecastReport } from './forecast-report.ts';
import { stored } from './storing.ts';

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
  /** What was asked for. */
  readonly args: { readonly cell: string; readonly units: number };
}

/** Yields the final report, the parts that are known at once first. */
export function* reportLines(trained: Trained): Generator<string> {
  const { out, seconds, network, parameters, constants, blob, tensors } = trained;
  const { weights, rounding, qat, pruned, losses, trainer } = trained;
  yield `${out}: ${blob.length} bytes, ${network.parameterCount} parameters, ${stored(weights, rounding)}`;
  const draft = draftNote(out, blob);
  if (draft) yield draft;
  if (pruned > 0) yield `pruned: ${pruned} parameters are zero`;
  yield trainedLine(trainer, seconds);
  yield `\n${tensorTable(tensors)}`;
  if (losses.length > 0) yield `\n${unfoldsTable(losses)}`;
  const loaded = loadSync(blob, { name: out });
  const references = {
    // training used the stored weights themselves
    ...(!qat && { trained: new Evaluator(network, parameters) }),
    ...(weights !== 'f32' && { stored: new Evaluator(network, parameters, { constants }) }),
  };
  yield* standing(trained, references, loaded);
  loaded.dispose();
}

/** How long a training was, and why it ended. */
function trainedLine({ history, end, options }: Trainer, seconds: number): string {
  const { epoch = 0, updates = 0 } = history.at(-1) ?? {};
  const why =
    end === 'patience'
      ? `, the last ${options.patience} without a better validation loss`
      : end === 'time'
        ? `, until its limit of ${options.timeLimit} s: --time-limit N allows more`
        : '';
  return `trained ${updates} updates, ${epoch} epochs, in ${seconds.toFixed(1)} s${why}`;
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

/** The model among the baselines on the test part, its metrics on all parts, and what that comes to in the last lines. */
function* standing(
  { data, task, labels, weights, name, out, trainer, args }: Trained,
  references: References,
  loaded: Model,
): Generator<string> {
  const kind = kindOf(task, labels, data.train);
  const inBlob = (sequences: readonly Sequence[]): Judged => ({
    sequences,
    predictions: sequences.map((s) =>
      kind.predictionsOf(loaded.run(s.inputs, { dt: s.dt ?? 1, missing: 'error' })),
    ),
  });
  const parts = (['train', 'validation', 'test'] as const).map((part) => ({
    name: part,
    ...inBlob(warmedUp(data[part], task)),
  }));
  const [, validation, test] = parts;
  const comparison = kind.baselines(data.train, data.test);
  const models = [
    ...named(references, weights).map(([where, reference]) => ({
      name: `${name} ${where}`,
      predictions: data.test.map((s) => kind.predictionsOf(reference.outputs(s))),
    })),
    { name: `${name} in WebAssembly, ${weights}`, predictions: test.predictions },
  ];
  yield `\n${kind.comparisonTable('test', models, comparison)}`;
  for (const lines of kind.tables(parts)) yield `\n${lines}`;
  const forecasts = labels || task.quantiles ? null : forecastsOf(name, loaded, weights, data, task);
  if (forecasts) yield `\n${forecasts}`;
  const { measure, shown } = kind;
  const errors = { validation: kind.error(validation), test: kind.error(test) };
  // recordings with one label each test from all over the data
  const isEnd = task.label === 'per-step';
  const resolution = kind.resolution(validation);
  const apart = partsApart(out, { measure, shown, ...errors, resolution, isEnd });
  yield apart ? `\n${apart}` : '';
  const contest = contestOf('test', kind, { name: out, predictions: test.predictions }, comparison);
  const longest = Math.max(...data.train.map(({ length }) => length));
  yield verdict(contest, triesOf({ ...args, trainer, longest, task, isClasses: labels !== null, contest }));
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

/** The cost of fewer unfolds at load: the validation loss at each smaller count, and at the trained one. */
function unfoldsTable(losses: readonly number[]): string {
  const rows = losses.map((loss, i) => column(String(i + 1)) + loss.toPrecision(5));
  return [`${column('unfolds at load')}validation loss`, ...rows].join('\n');
}
