/** Reads data whole, as a blob was trained: for runs of whole files, for shrinking and for calibration. */
import { DataError } from '../check/data-error.ts';
import { contentOf } from '../data/content.ts';
import { policies } from '../data/gaps.ts';
import { labelRecordings } from '../data/label-file.ts';
import { type RecordingsOptions, recordings } from '../data/recordings.ts';
import type { Dataset } from '../data/sequence.ts';
import { checkSingle } from '../data/single.ts';
import { statistics } from '../data/split.ts';
import type { InputSource, Reading } from '../format/reading.ts';
import type { Table } from '../table/table.ts';
import { timeAxis } from '../table/time/axis.ts';
import type { Recording } from '../train/recording.ts';
import { columns } from '../train/samples.ts';
import { type ReadingFlags, recordingsOptionsOf } from './flags/table.ts';
import type { Wanted } from './run/plan.ts';
import { groupFor, tableOptionsFor, timeFor, timeNotes } from './run/settings.ts';
import { type Asked, wantedOf } from './run/wanted.ts';
import { tablesOf } from './tables.ts';
import type { Notes } from './terminal.ts';

/** Data that a blob reads. */
export interface WholeData {
  readonly dataset: Dataset;
  readonly wanted: Wanted;
  readonly isTimed: boolean;
}

/**
 * Reads files whole, puts rows in order, and on a regular step if that is asked for or was so in training.
 * @param width inputs of the model
 * @throws FileError, DataError
 */
export async function wholeData(
  notes: Notes,
  files: readonly string[],
  flags: ReadingFlags,
  reading: Reading,
  width: number,
  asked: Asked,
): Promise<WholeData> {
  const { labels } = flags;
  const options = tableOptionsFor(flags, reading);
  const tables = await tablesOf(notes, files, flags, options);
  const [{ file, columns: all }] = tables;
  const names = all.map(({ name }) => name);
  const group = groupFor(flags, reading, names);
  const axis = timeAxis(tables[0], timeFor(flags, reading, names));
  const said = axis && axis.notes.length === 0 ? timeNotes(axis, reading) : [];
  for (const note of said) notes.say(`${file}: ${note}`);
  const isTimed = axis !== null && (axis.asked || reading.trained !== 'without times');
  const wanted = wantedOf(notes, file, reading, width, asked, names, { time: axis?.columns ?? [], group });
  checkTruth(tables, wanted, asked);
  const { splitGap, resample } = reading;
  const made: RecordingsOptions = {
    ...(splitGap !== null && { splitGap }),
    ...(resample !== null && { resample }),
    ...recordingsOptionsOf(flags),
    ...{ group, time: axis?.columns ?? null },
  };
  const unlabelled = datasetOf(tables, made, wanted, reading, asked.isLabelled);
  const { predicted } = asked;
  const [labelTable] =
    labels !== undefined && predicted ? await tablesOf(notes, [labels], flags, options) : [];
  const dataset =
    labelTable && predicted?.labels
      ? labelRecordings(unlabelled, labelTable, predicted.columns[0], predicted.labels)
      : unlabelled;
  for (const note of dataset.notes ?? []) notes.say(note);
  checkSingle(dataset, file, wanted.sources.map(channelOf));
  return { dataset, wanted, isTimed };
}

/** Refuses tables in which nothing is there of a column that is predicted. @throws DataError */
function checkTruth(tables: readonly Table[], { predicted }: Wanted, { isLabelled, hints }: Asked): void {
  const empty = isLabelled
    ? undefined
    : predicted?.columns.find((name) => contentOf(tables, name).kind === 'empty');
  if (empty !== undefined)
    throw new DataError(
      `${tables[0].file}: column "${empty}", which the model predicts, is empty: ${hints[1]}`,
    );
}

/** Recordings with the columns that are wanted. @throws DataError */
function datasetOf(
  tables: readonly Table[],
  options: RecordingsOptions,
  { sources, predicted, kept }: Wanted,
  reading: Reading,
  isLabelled: boolean,
): Dataset {
  const time: readonly string[] =
    options.time === undefined || options.time === null ? [] : [options.time].flat();
  const words = new Set(sources.flatMap(({ word, column }) => (word === null ? [] : [column])));
  const read = sources.flatMap(({ derived, column }) => (derived === null ? [column] : []));
  const cells = kept.filter((name) => !time.includes(name));
  return recordings(tables, {
    ...options,
    labels: predicted?.labels && !isLabelled ? { [predicted.columns[0]]: predicted.labels } : {},
    oneHot: Object.fromEntries([...reading.oneHot].filter(([column]) => words.has(column))),
    columns: [...new Set([...read, ...(isLabelled ? [] : (predicted?.columns ?? [])), ...cells])],
  });
}

/** The channel of a dataset that an input reads. */
export const channelOf = ({ column, word }: InputSource): string =>
  word === null ? column : `${column}=${word}`;

/** The inputs of a model in each recording, gaps filled with the last value. */
export function inputsOf({ dataset, wanted, isTimed }: WholeData): Recording[] {
  const names = wanted.sources.map(channelOf);
  const { mean } = statistics(dataset);
  const means = names.map((name) => mean[dataset.channels.indexOf(name)]);
  return dataset.recordings.map((one) => {
    const readings = {
      name: one.name,
      values: columns(one, dataset.channels, names),
      dt: isTimed ? one.dt : null,
    };
    const { values, dt } = policies.hold(readings, { names, means, masked: [] });
    return { length: one.length, inputs: values, dt };
  });
}
