import { type Reading, readingOf } from '../format/reading.ts';
import type { Model } from '../runtime/index.ts';
import { checkStepWork, openBlob } from './blob.ts';
import { command } from './command.ts';
import { UsageError } from './failure.ts';
import { IntervalWatch } from './interval.ts';
import { type Feed, feed } from './run/feed.ts';
import { type RunArguments, runFlags } from './run/flags.ts';
import { forecastOf } from './run/forecast.ts';
import { type Opened, openSamples } from './run/open.ts';
import { predictedOf } from './run/plan.ts';
import { Printer } from './run/printer.ts';
import { withAhead } from './run/sample.ts';
import { type Predicted, Score } from './run/score.ts';
import { Steps } from './run/steps.ts';
import { chosenSources } from './run/wanted.ts';
import { Notes, type Terminal } from './terminal.ts';

export const run = command({
  name: 'run',
  description: 'Feed samples to a blob and print its predictions as they come',
  examples: [
    'meniscus run temp.mns < live.csv',
    'meniscus run temp.mns log.csv --keep time,truth --score > predictions.csv',
    'meniscus run temp.mns sensor.csv --follow --probe tau',
    'meniscus run next.mns recordings.npy > predictions.csv',
    'meniscus run sales.mns sales.csv --forecast 14 --keep time',
  ],
  positionals: {
    model: { help: 'Blob to run' },
    data: {
      help: 'Files or folders of CSV, NPY, JSON lines or Parquet; by default CSV from standard input',
      optional: true,
      many: true,
    },
  },
  flags: runFlags,
  async run(args, terminal) {
    const { unfolds } = args;
    const { blob, model } = await openBlob(args.model, terminal.say, { ...(unfolds && { unfolds }) });
    checkStepWork(blob, args.model, args.work);
    const notes = new Notes(terminal.console);
    const reading = readingOf(model.metadata, model);
    const needsTruth = (args.score && args.forecast === undefined) || isKeepingTruth(args);
    const target = needsTruth || namesPorts(model) ? predictedOf(model) : null;
    if (args.labels !== undefined && !target?.labels)
      throw new UsageError(`--labels: ${args.model} predicts no classes`);
    const asked = {
      inputs: args.inputs ?? [],
      keep: (args.keep ?? []).filter((name) => name !== 'truth'),
      hints: ['--inputs NAMES takes other columns', 'it is read for --score and --keep truth'] as const,
      predicted: needsTruth ? target : null,
      isLabelled: args.labels !== undefined,
    };
    checkFlags(args, model, reading, target);
    const opened = await openSamples(notes, args, asked, reading, model.inputs, terminal.stdin);
    const to = feedOf(args, terminal, notes, model, reading, target, opened);
    const { later } = opened;
    const steps = Math.max(0, ...later.map((one) => one.steps));
    const samples = withAhead(opened.samples, later, (count) =>
      notes.say(
        `${opened.file}: ${count} rows have no prediction: what they read is known only ${steps} steps later`,
      ),
    );
    const isForecast = args.forecast !== undefined;
    const forecast = isForecast ? forecastOf(args, model, reading, target, opened, to) : null;
    notes.begin();
    await to.printer.header();
    await feed(to, forecast ? forecast.future.without(samples) : samples, forecast?.onEnd);
    to.steps.end();
    for (const line of to.score?.lines() ?? forecast?.score() ?? []) terminal.console.error(line);
    model.dispose();
  },
});

/** Refuses flags that do not fit the model, before it waits for data. @throws UsageError, MeniscusError */
function checkFlags(
  { probe = [], inputs, probabilities, model: file }: RunArguments,
  model: Model,
  reading: Reading,
  predicted: Predicted | null,
) {
  if (inputs) chosenSources(inputs, reading, model.inputs);
  const session = model.session();
  for (const name of probe) session.probe(name);
  session.dispose();
  if (probabilities && !predicted?.labels)
    throw new UsageError(`--probabilities: ${file} predicts numbers, not classes`);
}

/** Where predictions come from and go to. */
function feedOf(
  args: RunArguments,
  { stdout }: Terminal,
  notes: Notes,
  model: Model,
  reading: Reading,
  predicted: Predicted | null,
  opened: Opened,
): Feed {
  const { file, wanted, isMany } = opened;
  const outputs = outputNames(model);
  const labels = predicted?.labels ? { column: predicted.columns[0], names: predicted.labels } : null;
  const keepTruth = isKeepingTruth(args);
  const truths = keepTruth
    ? (predicted?.labels ? predicted.columns : outputs).map((name) => `${name} truth`)
    : [];
  const printed = {
    recordings: isMany,
    kept: [...wanted.kept, ...truths],
    probes: args.probe ?? [],
    probabilities: args.probabilities,
  };
  const watch = new IntervalWatch(notes, file, reading.interval);
  return {
    model,
    file,
    steps: new Steps(file, reading, args.time === null, watch),
    printer: new Printer(stdout, model, outputs, labels, printed),
    score: args.score && predicted && args.forecast === undefined ? new Score(outputs, predicted) : null,
    predicted,
    policy: args['missing-policy'] ?? reading.missing?.policy ?? 'hold',
    stale: args.stale ?? 0,
    say: notes.say,
    perRecording: reading.perRecording,
    keepTruth,
    isQuiet: args.forecast !== undefined,
    derived: (reading.sources ?? []).flatMap(({ derived }, i) => (derived === null ? [] : [i])),
    inputs: reading.inputs ?? [],
  };
}

const isKeepingTruth = ({ keep = [] }: RunArguments): boolean => keep.includes('truth');

/** Whether the blob names its inputs and outputs, as `predictedOf` needs. */
const namesPorts = ({ metadata: { inputs, outputs } }: Model): boolean =>
  Array.isArray(inputs) && Array.isArray(outputs);

const outputNames = ({ metadata: { outputs: names }, outputs }: Model): readonly string[] =>
  Array.isArray(names) ? names : Array.from({ length: outputs }, (_, i) => `y${i}`);
