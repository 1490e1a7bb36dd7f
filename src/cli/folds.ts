/** How much an error depends on the data: trainings on parts of them, each scored on another part. */
import { table } from '../charts/table.ts';
import { whole } from '../check/rules.ts';
import { compile } from '../compile/compile.ts';
import { folds } from '../data/folds.ts';
import { type Dataset, median } from '../data/sequence.ts';
import type { Split } from '../data/split.ts';
import { outcomeOf } from '../measure/verdict.ts';
import { buildNetwork } from '../network/network.ts';
import type { WeightType } from '../quantise/types.ts';
import { Evaluator } from '../train/evaluate.ts';
import { type Parts, sequencesFor, shareOptionsOf } from '../train/parts.ts';
import { withGaps } from '../train/samples.ts';
import type { Task } from '../train/task.ts';
import { calibrated } from './deployed.ts';
import { kindOf } from './evaluation/kinds.ts';
import { contestOf } from './evaluation/standings.ts';
import { UsageError } from './failure.ts';
import { number, type Values } from './flags/flag.ts';
import type { Learning } from './flags/learning.ts';
import { Progress, type Screen } from './terminal.ts';
import type { TrainingData } from './train-data.ts';
import { type modelFlags, modelSpec } from './train-model.ts';
import { checkData } from './train-parts.ts';
import { trainerFor } from './train-trainer.ts';

export const foldsFlag = number(whole(2), {
  help: 'First train on K parts of the data, each scored on another part, to show how the error varies',
  hint: 'K',
});

type Arguments = Values<typeof modelFlags> &
  Learning & {
    readonly files: readonly string[];
    readonly folds?: number | undefined;
    readonly probe?: readonly string[] | undefined;
  };

/** A part of the data to train on, and another to score on. */
interface Fold {
  readonly parts: Split;
  readonly task: Task;
  readonly data: Parts;
}

/** Trainings to come. */
export interface Folds {
  readonly args: Arguments;
  readonly weights: WeightType;
  readonly labels: TrainingData['labels'];
  readonly all: readonly Fold[];
}

/** Splits the data for --folds; null without it. @throws UsageError, RangeError for data that are too few */
export function foldsOf(
  args: Arguments,
  { dataset, task: asked, labels, policy }: TrainingData,
  weights: WeightType,
): Folds | null {
  if (args.folds === undefined) return null;
  if (args.from !== undefined)
    throw new UsageError(
      `--folds ${args.folds}: the weights of --from may have learned from what a fold is scored on: leave out one of them`,
    );
  const made = folds(dataset, args.folds, shareOptionsOf(asked));
  const all = made.map((parts, i): Fold => {
    const task = withGaps(asked, parts.train, policy);
    const data = sequencesFor(parts, task);
    checkData(`${args.files[0]}: fold ${i + 1} of ${made.length}`, task, parts, data);
    return { parts, task, data };
  });
  return { args, weights, labels, all };
}

/** What a fold came to. */
interface Scored {
  readonly error: number;
  readonly baseline: { readonly name: string; readonly error: number };
}

/** Trains on every fold. @returns the table of their errors */
export function foldsTable(given: Folds, stderr: Screen): string {
  const { all, labels } = given;
  const scored = all.map((fold, i) => scoredOf(given, fold, `fold ${i + 1}/${all.length}`, stderr));
  const { measure, shown } = kindOf(all[0].task, labels, all[0].data.train);
  const errors = scored.map(({ error }) => error);
  const baselines = scored.map(({ baseline }) => baseline.error);
  const extent = (list: readonly number[]): string =>
    `${shown(Math.min(...list))} … ${shown(Math.max(...list))}`;
  const rows = scored.map(({ error, baseline }, i) => [
    String(i + 1),
    ...[all[i].parts.train, all[i].parts.validation, all[i].parts.test].map((part) => String(rowsOf(part))),
    shown(error),
    shown(baseline.error),
    baseline.name,
  ]);
  const blank = ['', '', ''];
  const lines = table([
    [`${measure} by fold`, 'train', 'validate', 'scored', 'model', 'best baseline', ''],
    ...rows,
    ['median', ...blank, shown(median(errors)), shown(median(baselines)), ''],
    ['least … most', ...blank, extent(errors), extent(baselines), ''],
  ]);
  return lines.replaceAll(/ +$/gm, '');
}

const rowsOf = ({ recordings }: Dataset): number =>
  recordings.reduce((sum, { length, context = 0 }) => sum + length - context, 0);

/** Trains on a fold, and scores the weights as they would be stored. */
function scoredOf(
  { args, weights, labels }: Folds,
  { parts, task, data }: Fold,
  name: string,
  stderr: Screen,
): Scored {
  const classes = labels?.length ?? 0;
  const network = buildNetwork(modelSpec(args, task, parts.train, classes));
  const { trainer, exported } = trainerFor(args, weights, { network, from: null }, task, classes, data);
  const progress = new Progress(stderr, name, trainer.lastEpoch);
  try {
    while (!trainer.finished) {
      const { epoch, best } = trainer.epoch();
      progress.update(epoch, `best ${best.toPrecision(4)}`, trainer.lastEpoch);
    }
  } finally {
    progress.stop();
  }
  const compiling = { ...exported, ...trainer.exported };
  const { warmup } = trainer.options;
  const parameters = calibrated({ network, data, task }, trainer.bestParameters, compiling, warmup);
  const { constants } = compile(network, parameters, compiling);
  const evaluator = new Evaluator(network, parameters, { constants });
  const kind = kindOf(task, labels, data.train);
  const predictions = data.test.map((s) => kind.predictionsOf(evaluator.outputs(s)));
  const contest = contestOf('', kind, { name, predictions }, kind.baselines(data.train, data.test));
  return { error: contest.model.error, baseline: outcomeOf(contest).best };
}
