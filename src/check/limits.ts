/** Size limits on input from outside. Each is far above what the work needs, and says why it exists. */

export interface Limit {
  /** What it limits, in the words of a message. */
  readonly what: string;
  readonly most: number;
  readonly unit: 'bytes' | 'columns' | 'cells' | 'files' | 'levels';
  readonly why: string;
}

const MB = 1_000_000;

/** Every limit on files, streams and texts that are read. */
export const limits = {
  blob: { what: 'a blob', most: 256 * MB, unit: 'bytes', why: 'it is loaded whole, several times over' },
  table: {
    what: 'a table',
    most: 16_384 * MB,
    unit: 'bytes',
    why: 'a text of this size is read in parts, but for minutes; split it, or leave rows out',
  },
  array: {
    what: 'a table that is no text (NPY, Parquet)',
    most: 1024 * MB,
    unit: 'bytes',
    why: 'it is read whole into memory; split it, or save it as CSV, which is read in parts',
  },
  cells: {
    what: 'a table',
    most: 256 * MB,
    unit: 'cells',
    why: 'each number takes 8 bytes of memory; read fewer columns, or split the file',
  },
  unpacked: {
    what: 'gzip that unpacks to over 500 times its size',
    most: 16 * MB,
    unit: 'bytes',
    why: 'no log is so regular, so it may be a trap; if it is a log, unpack it yourself with gunzip -k',
  },
  folder: {
    what: 'a folder with all folders in it',
    most: 100_000,
    unit: 'files',
    why: 'nobody measures so many at once; name fewer',
  },
  model: {
    what: 'a model file',
    most: 1024 * MB,
    unit: 'bytes',
    why: 'it is read whole into memory',
  },
  json: { what: 'a JSON file', most: 64 * MB, unit: 'bytes', why: 'it is read whole into memory' },
  line: { what: 'a line', most: 1 * MB, unit: 'bytes', why: 'a line is held until it ends' },
  columns: { what: 'a row', most: 65_535, unit: 'columns', why: 'a model has no more inputs' },
  header: {
    what: 'the header of an NPY file',
    most: 65_536,
    unit: 'bytes',
    why: 'it names a type and a shape',
  },
  metadata: {
    what: 'the metadata of a blob',
    most: 16 * MB,
    unit: 'bytes',
    why: 'it is for people and tools',
  },
  depth: { what: 'metadata', most: 32, unit: 'levels', why: 'deeper JSON cannot be written again' },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof limits;

/** `has more than 1,000,000 bytes, the most that a line may have here: a line is held until it ends`, to follow a name. */
export function beyond(name: LimitName): string {
  const { what, most, unit, why }: Limit = limits[name];
  return `has more than ${most.toLocaleString('en')} ${unit}, the most that ${what} may have here: ${why}`;
}
