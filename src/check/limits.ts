/** Size limits on input from outside. Each is far above what the work needs, and says why it exists. */

export interface Limit {
  /** What it limits, in the words of a message. */
  readonly what: string;
  readonly most: number;
  readonly unit: 'bytes' | 'columns' | 'characters' | 'levels';
  readonly why: string;
}

const MB = 1_000_000;

/** Every limit on files, streams and texts that are read. */
export const limits = {
  blob: { what: 'a blob', most: 256 * MB, unit: 'bytes', why: 'it is loaded whole, several times over' },
  table: { what: 'a CSV or NPY file', most: 512 * MB, unit: 'bytes', why: 'it is read whole into memory' },
  tensors: {
    what: 'a safetensors file',
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
