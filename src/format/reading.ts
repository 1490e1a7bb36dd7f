/** Reads from a blob's metadata how to feed it data, and what its outputs mean. */
import { feeding, type MissingReading, type TableReading, type TimeReading } from './feeding.ts';
import type { Metadata, Tables } from './rule.ts';

export type { MissingReading, TableReading, TimeReading } from './feeding.ts';

export interface Reading {
  /** Names of the inputs, in order; null if the blob does not name them. */
  readonly inputs: readonly string[] | null;
  /** What each input is of the data; null if the blob does not name them. */
  readonly sources: readonly InputSource[] | null;
  /** Trained with the intervals of the data, or with each row a step of 1; null if the blob does not say. */
  readonly trained: 'with times' | 'without times' | null;
  /** The column that held the time in training; null without one. */
  readonly timeColumn: string | null;
  /** How the data told the time; null if the blob does not say. */
  readonly time: TimeReading | null;
  /** The usual time between steps; null if unknown. */
  readonly interval: number | null;
  readonly missing: MissingReading | null;
  /** Names of the classes, in the order of the outputs; null unless the outputs are classes with names. */
  readonly labels: readonly string[] | null;
  /** Whether a class is of a whole recording: the last step's output is the answer. */
  readonly perRecording: boolean;
  /** How many steps ahead each output is, or all classes are; null if the blob does not say. */
  readonly leads: readonly number[] | null;
  /** Whether outputs were learned as the change since the last value. */
  readonly learnedChange: boolean;
  /** The quantiles of each target, which the outputs are; null for plain predictions. */
  readonly quantiles: readonly number[] | null;
  /** The words of each column that is one input for each word. */
  readonly oneHot: ReadonlyMap<string, readonly string[]>;
  /** The columns that said to which recording a row belongs; empty for none. */
  readonly group: readonly string[];
  /** The regular step that rows were put on, as `--resample` takes it; null for none. */
  readonly resample: string | null;
  /** After an interval of more than so many usual ones the state starts anew; null for never. */
  readonly splitGap: number | null;
  /** What the training was told of how its text table is written; the rest was guessed, and is again. */
  readonly table: TableReading;
}

/** What an input is of the data. */
export interface InputSource {
  readonly column: string;
  /** 1 where the column has this word, else 0; null for a column of numbers. */
  readonly word: string | null;
  /** How many steps ahead of the present one. */
  readonly lead: number;
  /** What a session computes of the reading itself: whether it is missing, and for how long; null for the reading. */
  readonly derived: 'missing' | 'since' | null;
}

/**
 * Keys that do not fit the schema count as not there.
 * @param ports numbers of the model's inputs and outputs
 */
export function readingOf(
  metadata: Metadata,
  { inputs: width, outputs }: { readonly inputs: number; readonly outputs: number },
): Reading {
  const { inputs, timed, timeColumn, usualInterval, training } = metadata;
  const interval = usualInterval ?? metadata.interval;
  const named =
    Array.isArray(inputs) && inputs.length === width && inputs.every((name) => typeof name === 'string');
  const isTrained = timed === false || (typeof training === 'object' && training !== null);
  const trained = timed === true ? 'with times' : isTrained ? 'without times' : null;
  const isUsual = typeof interval === 'number' && interval > 0 && Number.isFinite(interval);
  const fed = fittingIn(metadata, width, outputs);
  return {
    inputs: named ? inputs : null,
    sources: named ? sourcesOf(inputs, fed) : null,
    trained,
    timeColumn: typeof timeColumn === 'string' ? timeColumn : null,
    time: fed.time ? { format: null, zone: null, ...fed.time } : null,
    interval: isUsual ? interval : trained === 'without times' ? 1 : null,
    missing: fed.missing ? { markers: [], masked: [], ...fed.missing } : null,
    labels: fed.labels ?? null,
    perRecording: fed.label === 'per-recording',
    leads: fed.leads ?? null,
    learnedChange: fed.learned === 'change',
    quantiles: fed.quantiles ?? null,
    oneHot: new Map(Object.entries(fed.oneHot ?? {})),
    group: fed.recordings?.group ?? [],
    resample: fed.recordings?.resample ?? null,
    splitGap: fed.recordings?.splitGap ?? null,
    table: fed.table ?? {},
  };
}

/** The keys of the metadata that fit the rules of `feeding`. */
interface Fed {
  readonly time?: Pick<TimeReading, 'columns' | 'kind' | 'unit'> & Partial<TimeReading>;
  readonly missing?: Pick<MissingReading, 'policy'> & Partial<MissingReading>;
  readonly labels?: readonly string[];
  readonly label?: string;
  readonly leads?: readonly number[];
  readonly known?: Readonly<Record<string, number | readonly number[]>>;
  readonly learned?: string;
  readonly quantiles?: readonly number[];
  readonly oneHot?: Readonly<Record<string, readonly string[]>>;
  readonly recordings?: {
    readonly group?: readonly string[];
    readonly resample?: string;
    readonly splitGap?: number | null;
  };
  readonly table?: TableReading;
}

function fittingIn(metadata: Metadata, inputs: number, outputs: number): Fed {
  const ports = [
    { kind: 'input', length: inputs },
    { kind: 'output', length: outputs },
  ];
  const tables: Tables = { ports, tensors: 0 };
  const keys = Object.entries(feeding).filter(
    ([key, { fits }]) => Object.hasOwn(metadata, key) && fits(metadata[key], tables, metadata),
  );
  return Object.fromEntries(keys.map(([key]) => [key, metadata[key]]));
}

/** What the inputs are of the data, from their names and what the metadata say of columns. */
function sourcesOf(inputs: readonly string[], { known = {}, oneHot = {}, missing }: Fed): InputSource[] {
  const ahead = new Map(
    Object.entries(known).flatMap(([column, leads]) =>
      [leads].flat().map((lead) => [`${column}+${lead}` as string, { column, lead }] as const),
    ),
  );
  const words = new Map(
    Object.entries(oneHot).flatMap(([column, all]) =>
      all.map((word) => [`${column}=${word}` as string, { column, word }] as const),
    ),
  );
  const read = (name: string): InputSource => {
    const { column: channel, lead } = ahead.get(name) ?? { column: name, lead: 0 };
    const { column, word } = words.get(channel) ?? { column: channel, word: null };
    return { column, word, lead, derived: null };
  };
  const sources = inputs.map(read);
  const masked = missing?.masked ?? [];
  const first = inputs.length - 2 * masked.length;
  masked.forEach((index, i) => {
    sources[first + 2 * i] = { ...sources[index], derived: 'missing' };
    sources[first + 2 * i + 1] = { ...sources[index], derived: 'since' };
  });
  return sources;
}
