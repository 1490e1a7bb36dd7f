/** What a blob says of the data that it was trained on. */
import { missingShares } from '../data/gaps.ts';
import type { Dataset } from '../data/sequence.ts';
import type { Origins } from '../format/write.ts';
import type { Table } from '../table/table.ts';
import { measuredOf } from '../train/samples.ts';
import { sourcesOf, type Task } from '../train/task.ts';
import { taskMetadata, timeMetadata } from '../train/task-metadata.ts';
import type { DataArguments, TrainingData } from './train-data.ts';
import { quantiles } from './train-parts.ts';

/**
 * The metadata on columns, times, gaps and classes: `readingOf` reads them again.
 * @param training the part of the dataset that was learnt from
 */
export function metadataOfData(
  { dataset, tables, labels }: TrainingData,
  task: Task,
  training: Dataset,
  args: DataArguments,
  origins: Origins | null,
): Record<string, unknown> & { readonly outputs: readonly string[] } {
  const { time, oneHot } = dataset;
  const read = new Set(sourcesOf(task).map(({ channel }) => channel));
  const words = [...(oneHot ?? [])].filter(([column, all]) =>
    all.some((word) => read.has(`${column}=${word}`)),
  );
  return {
    ...taskMetadata(task),
    outputs: labels ? labels.map((name) => `${task.outputs[0]}=${name}`) : task.outputs,
    inputQuantiles: quantiles(measuredOf(training, task), task.inputs.length, origins?.inputs),
    timed: dataset.recordings[0].dt !== null,
    ...(time && timeMetadata(time)),
    missing: missingOf(dataset, task, args),
    ...(words.length > 0 && { oneHot: Object.fromEntries(words) }),
    ...(labels && { classes: labels.length, labels }),
    ...recordingsOf(args, dataset),
    ...tableOf(tables, args),
  };
}

/** How gaps were filled, and how large they were in each channel of the task, in shares of all rows. */
function missingOf(dataset: Dataset, task: Task, args: DataArguments) {
  const shares = missingShares(dataset);
  const channels = new Set([...sourcesOf(task).map(({ channel }) => channel), ...task.targets]);
  const share = [...shares]
    .filter(([name]) => channels.has(name))
    .map(([name, x]) => [name, Number(x.toPrecision(3))]);
  return {
    policy: task.gaps?.policy ?? 'error',
    ...(args.missing && { markers: args.missing }),
    ...(share.length > 0 && { share: Object.fromEntries(share) }),
    masked: task.gaps?.masked ?? [],
  };
}

/** How rows became recordings, as far as a run has to repeat it. */
function recordingsOf({ 'split-gap': splitGap, resample, group }: DataArguments, { time }: Dataset) {
  const said = {
    ...(group && { group }),
    ...(resample !== undefined && { resample }),
    ...(time && { splitGap: splitGap === undefined ? 20 : splitGap }),
  };
  return Object.keys(said).length > 0 ? { recordings: said } : {};
}

/** What flags said of how tables are written: a run has to be told it again. */
function tableOf(
  [{ dialect, guessed }]: readonly Table[],
  { 'duplicate-names': duplicateNames }: DataArguments,
) {
  const given = Object.entries(dialect ?? {}).filter(([key]) => !guessed.some((one) => one === key));
  const table = { ...Object.fromEntries(given), ...(duplicateNames && { duplicateNames }) };
  return Object.keys(table).length > 0 ? { table } : {};
}
