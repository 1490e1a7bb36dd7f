/** Opens what a run reads: rows as they come, or recordings that are read whole. */
import type { Readable } from 'node:stream';
import { kindOf } from '../../check/kind.ts';
import type { Dataset } from '../../data/sequence.ts';
import { followFile } from '../../files/follow.ts';
import { openTable } from '../../files/read.ts';
import type { Reading } from '../../format/reading.ts';
import { unpacked } from '../../table/gunzip.ts';
import type { TableSource } from '../../table/table.ts';
import { wholeData } from '../data.ts';
import { UsageError } from '../failure.ts';
import { dataFiles } from '../tables.ts';
import type { Notes } from '../terminal.ts';
import type { RunArguments } from './flags.ts';
import { laterOf, type Wanted } from './plan.ts';
import { type Chosen, rowsOf } from './rows.ts';
import type { Ahead, Sample } from './sample.ts';
import { groupFor, longestOf, tableOptionsFor, timeFor } from './settings.ts';
import { type Asked, wantedOf } from './wanted.ts';
import { clocksOf, samplesOf } from './whole.ts';

/** What a run reads. */
export interface Opened {
  /** For messages. */
  readonly file: string;
  readonly samples: AsyncIterable<Sample>;
  readonly wanted: Wanted;
  /** The inputs that come later. */
  readonly later: readonly Ahead[];
  /** Whether there may be several recordings. */
  readonly isMany: boolean;
  /** All of the data, if they are read whole; null otherwise. */
  readonly dataset: Dataset | null;
  /** A time after the last of a recording, as the data write times; null for a column that is no time. */
  timeAfter(column: string, recording: string, span: number): string | null;
}

/** What every way of reading needs. */
interface Way {
  readonly notes: Notes;
  readonly args: RunArguments;
  readonly reading: Reading;
  readonly asked: Asked;
  readonly width: number;
  wanted(file: string): Chosen;
}

/**
 * Reads the first of the data, so that what is wrong with them is said before anything is printed.
 * @throws FileError, DataError, UsageError
 */
export async function openSamples(
  notes: Notes,
  args: RunArguments,
  asked: Asked,
  reading: Reading,
  width: number,
  stdin: Readable,
): Promise<Opened> {
  const wanted =
    (file: string): Chosen =>
    (columns, others) =>
      wantedOf(notes, file, reading, width, asked, columns, others);
  const way: Way = { notes, args, reading, asked, width, wanted };
  const files = args.data.length === 0 ? [] : await dataFiles(notes, args.data, args.labels);
  const isOrdered =
    args.sort || args.duplicates !== undefined || args.resample !== undefined || reading.resample !== null;
  // a forecast is scored on a part of the data, so all of them must be there
  const isWhole = isOrdered || args.labels !== undefined || (args.score && args.forecast !== undefined);
  if (args.follow) {
    if (files.length !== 1) throw new UsageError('--follow waits for more rows of one file: name it');
    return streamed(way, [{ file: files[0], open: () => followFile(files[0], undefined, notes.say) }]);
  }
  if (files.length === 0) {
    if (isWhole)
      throw new UsageError(
        'rows of standard input are answered as they come, but --sort, --duplicates, --resample, --labels and the score of a forecast need all of them: name a file',
      );
    return streamed(way, [{ file: 'standard input', open: () => stdin }]);
  }
  const [file, ...others] = files;
  const first = isWhole ? null : await textOf(file);
  const areTexts = first !== null && (await allTexts(others));
  if (!areTexts) {
    await first?.close();
    return whole(way, files);
  }
  return streamed(way, [
    { file, open: () => first.parts },
    ...others.map((other) => ({ file: other, open: () => reopened(other) })),
  ]);
}

/** Whether all files are texts. Each is open only while it is looked at: there may be hundreds. */
async function allTexts(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const text = await textOf(file);
    if (text === null) return false;
    await text.close();
  }
  return true;
}

/** Bytes that tell the kind of a file. */
const START = 65_536;

/** A file as a text in parts; null if it is none. */
async function textOf(
  file: string,
): Promise<{ parts: AsyncIterable<Uint8Array>; close(): Promise<unknown> } | null> {
  const { start, whole: parts, close } = await unpacked(openTable(file), file, START);
  if (['text', 'utf16', 'empty'].includes(kindOf(start).name)) return { parts, close };
  await close();
  return null;
}

async function* reopened(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const text = await textOf(file);
  if (text) yield* text.parts;
}

interface Source {
  readonly file: string;
  open(): TableSource;
}

/** Reads texts one after the other, each row as it comes. */
async function streamed({ notes, args, reading, wanted }: Way, sources: readonly Source[]): Promise<Opened> {
  const isMany = sources.length > 1;
  const opened = ({ file, open }: Source) =>
    rowsOf(
      notes,
      open(),
      {
        table: { file, ...tableOptionsFor(args, reading) },
        time: (columns) => timeFor(args, reading, columns),
        group: (columns) => groupFor(args, reading, columns),
        longest: longestOf(args, reading),
        recording: isMany ? file : '',
      },
      reading,
      wanted(file),
    );
  const first = await opened(sources[0]);
  async function* samples(): AsyncGenerator<Sample, void, undefined> {
    yield* first.samples;
    for (const source of sources.slice(1)) yield* (await opened(source)).samples;
  }
  const { wanted: chosen } = first;
  return {
    file: sources[0].file,
    samples: samples(),
    wanted: chosen,
    later: laterOf(chosen.sources),
    isMany: isMany || first.isGrouped,
    dataset: null,
    timeAfter: first.timeAfter,
  };
}

/** Reads recordings whole. */
async function whole({ notes, args, asked, width, reading }: Way, files: readonly string[]): Promise<Opened> {
  const data = await wholeData(notes, files, args, reading, width, asked);
  const { dataset, wanted } = data;
  return {
    file: files[0],
    samples: samplesOf(data),
    wanted,
    later: laterOf(wanted.sources),
    isMany: dataset.recordings.length > 1,
    dataset,
    timeAfter: clocksOf(dataset),
  };
}
