import { missingPolicies } from '../check/missing.ts';
import { whole } from '../check/rules.ts';
import { outcomeOf, verdict } from '../measure/verdict.ts';
import type { Model } from '../runtime/index.ts';
import { type Purpose, purposeOf } from '../shrink/held-out.ts';
import { warmedUp } from '../train/parts.ts';
import type { Sequence } from '../train/sequence.ts';
import type { Task } from '../train/task.ts';
import { checkStepWork, openBlob, stepWork } from './blob.ts';
import { command } from './command.ts';
import { wholeData } from './data.ts';
import type { Judged, Kind } from './evaluation/kind.ts';
import { kindOf } from './evaluation/kinds.ts';
import { sequencesIn } from './evaluation/sequences.ts';
import { contestOf } from './evaluation/standings.ts';
import { UsageError } from './failure.ts';
import { choice, names, number, text, type Values } from './flags/flag.ts';
import { json } from './flags/output.ts';
import { recordingFlags, tableFlags } from './flags/table.ts';
import { warnOfIntervals } from './interval.ts';
import { predictedOf } from './run/plan.ts';
import { dataFiles } from './tables.ts';
import { Notes, type Terminal } from './terminal.ts';

const flags = {
  'baselines-from': names({
    help: 'Files, such as those of the training, to fit linear maps on: more baselines to compare with',
    hint: 'FILES',
  }),
  json,
  inputs: names({
    help: 'Columns to read, in the order of the inputs',
    otherwise: 'those that the model names',
  }),
  labels: text({
    help: 'File with a row for each recording: its name and its label, of a model of such labels',
    hint: 'FILE',
  }),
  'missing-policy': choice(missingPolicies, {
    help: 'What stands in for missing inputs',
    otherwise: 'as in training; hold if the model does not say',
  }),
  unfolds: number(whole(1), {
    help: 'Fewer substeps than the blob has: less work, different accuracy',
  }),
  work: stepWork,
  ...recordingFlags,
  ...tableFlags,
};

type EvaluateArguments = Values<typeof flags> & { readonly model: string; readonly data: readonly string[] };

export const evaluate = command({
  name: 'evaluate',
  description: 'Say how good a blob is on any data, by output or class, and against baselines',
  examples: [
    'meniscus evaluate temp.mns march.csv april.csv',
    'meniscus evaluate temp.mns march.csv --baselines-from february.csv',
    'meniscus evaluate state.mns log.csv --json',
  ],
  positionals: {
    model: { help: 'Blob to evaluate' },
    data: { help: 'Files, folders or patterns with what it reads and what it predicts', many: true },
  },
  flags,
  async run(args, terminal) {
    const { unfolds } = args;
    const { blob, model } = await openBlob(args.model, terminal.say, { ...(unfolds && { unfolds }) });
    checkStepWork(blob, args.model, args.work);
    const notes = new Notes(terminal.console);
    const found = await evaluation(notes, args, model);
    notes.begin();
    print(args, found, terminal);
    model.dispose();
  },
});

/** A model on data, and the baselines beside it. */
interface Evaluation {
  readonly kind: Kind;
  readonly task: Task;
  readonly judged: Judged;
  /** Null unless baselines are fitted. */
  readonly training: readonly Sequence[] | null;
}

/** @throws FileError, DataError, UsageError */
async function evaluation(notes: Notes, args: EvaluateArguments, model: Model): Promise<Evaluation> {
  const purpose = purposeOf(model);
  const { labels } = predictedOf(model);
  if (args.labels !== undefined && !labels)
    throw new UsageError(`--labels: ${args.model} predicts no classes`);
  const { task, sequences } = await readIn(notes, args, model, purpose, args.data);
  const from = args['baselines-from'];
  const training = from ? (await readIn(notes, args, model, purpose, from)).sequences : null;
  const kind = kindOf(task, labels, training ?? sequences);
  const scored = warmedUp(sequences, task);
  const predictions = scored.map(({ inputs, dt }) =>
    kind.predictionsOf(model.run(inputs, { dt: dt ?? 1, missing: 'error' })),
  );
  return { kind, task, judged: { sequences: scored, predictions }, training };
}

/** The sequences of files, as the model reads them. @throws FileError, DataError, UsageError */
async function readIn(
  notes: Notes,
  args: EvaluateArguments,
  model: Model,
  purpose: Purpose,
  named: readonly string[],
) {
  const asked = {
    inputs: args.inputs ?? [],
    keep: [],
    hints: [
      '--inputs NAMES takes other columns',
      'without it there is nothing to compare with: meniscus run needs no truth',
    ] as const,
    predicted: predictedOf(model),
    isLabelled: args.labels !== undefined,
  };
  const files = await dataFiles(notes, named, args.labels);
  const data = await wholeData(notes, files, args, purpose.reading, model.inputs, asked);
  const read = sequencesIn(files[0], data, purpose, args);
  warnOfIntervals(notes, files[0], read.sequences, purpose.reading.interval);
  return read;
}

function print(args: EvaluateArguments, { kind, judged, training }: Evaluation, terminal: Terminal): void {
  const { console } = terminal;
  const { sequences, predictions } = judged;
  const comparison = kind.baselines(training, sequences);
  const contest = contestOf('', kind, { name: args.model, predictions }, comparison);
  const outcome = outcomeOf(contest);
  const tries = [`training with data like these, by --from ${args.model}`];
  const said = verdict(contest, tries, training ? undefined : 'the best baseline that needs no training');
  const rows = sequences.reduce((sum, { length }) => sum + length, 0);
  const from = Math.max(...sequences.map(({ scoredFrom = 0 }) => scoredFrom));
  if (args.json) {
    const { best, ratio, call } = outcome;
    const found = {
      ...{ model: args.model, files: args.data, recordings: sequences.length, rows, scoredFrom: from },
      ...kind.json(judged),
      ...{ measure: kind.measure, error: contest.model.error },
      baselines: contest.baselines.map(({ name, error }) => ({ name, error })),
      verdict: { best: best.name, ratio, call, text: said },
    };
    console.log(JSON.stringify(found, null, 2));
    return;
  }
  const many = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
  const scored = from > 0 ? `, scored from step ${from} of each on` : '';
  console.log(`${args.model}: ${many(rows, 'row')} in ${many(sequences.length, 'recording')}${scored}`);
  for (const lines of kind.tables([{ name: 'data', ...judged }])) console.log(`\n${lines}`);
  console.log(`\n${kind.comparisonTable('', [{ name: args.model, predictions }], comparison)}`);
  if (!training)
    console.log(
      'linear maps are not among them, since they are fitted on training data: --baselines-from FILES fits them',
    );
  console.log(`\n${said}`);
}
