/**
 * The types of weights: how a matrix may be stored. This table is the one place that says what a type is; the codec, the
 * format, the interpreter's `assembly/weight-types.ts` and the tables of docs/format.md and docs/training.md follow from it.
 */

/** The way a type stores weights. */
export interface Stored {
  /** In the tensor table of a blob. */
  readonly code: number;
  /** The format version that brought it. */
  readonly since: number;
  /** Of one weight: an IEEE float where there is no scale, else a whole number in two's complement. */
  readonly bits: 4 | 8 | 16 | 32;
  /** The float that a scale is stored as; null without scales. Scales of blocks are f16: f32 would need another check. */
  readonly scale: 'f32' | 'f16' | null;
  /** The columns of a row that share a scale, a power of two; null: all of them. */
  readonly block: number | null;
  /** Whether vectors have it. Every type may hold a matrix, with or without its empty blocks. */
  readonly vectors: boolean;
  /** Whether matrices that are multiplied in integers have it. */
  readonly integers: boolean;
  /** Whether a matrix may stay as it is stored, if the host asks for small weights; else it is held as f32. */
  readonly small: boolean;
  /** What `meniscus shrink` does: stores matrices in it, and trains for it too; null: neither. */
  readonly shrink: 'stores' | 'trains' | null;
}

// biome-ignore format: a table
const table = {
  f32:        { code: 0, since: 1, bits: 32, scale: null,  block: null, vectors: true,  integers: false, small: false, shrink: 'trains' },
  q8:         { code: 1, since: 1, bits: 8,  scale: 'f32', block: null, vectors: false, integers: false, small: true,  shrink: 'trains' },
  f16:        { code: 2, since: 1, bits: 16, scale: null,  block: null, vectors: false, integers: false, small: true,  shrink: 'stores' },
  i16:        { code: 3, since: 1, bits: 16, scale: 'f32', block: null, vectors: false, integers: true,  small: true,  shrink: null },
  q4:         { code: 4, since: 2, bits: 4,  scale: 'f16', block: 32,   vectors: false, integers: false, small: false, shrink: 'trains' },
  'q4-row':   { code: 5, since: 2, bits: 4,  scale: 'f16', block: null, vectors: false, integers: false, small: false, shrink: 'stores' },
  'q8-block': { code: 6, since: 4, bits: 8,  scale: 'f16', block: 32,   vectors: false, integers: false, small: true,  shrink: 'stores' },
} as const satisfies Readonly<Record<string, Stored>>;

export type WeightType = keyof typeof table;

/** How weights are stored; in the order of their codes in a blob. */
export const weightTypes = Object.keys(table) as readonly WeightType[];

/** What the table says of a type. */
export const storageOf = (type: WeightType): Stored => table[type];

/** Whether a format version has a type of that code. */
export const hasType = (version: number, code: number): boolean =>
  code < weightTypes.length && table[weightTypes[code]].since <= version;

/** Those that store scales and whole numbers, which can be chosen in more than one way. */
export const quantisedTypes: readonly WeightType[] = weightTypes.filter((type) => table[type].scale !== null);

/** The type of matrices that are multiplied in integers. */
export const integerType = weightTypes.find((type) => table[type].integers) as WeightType;

/** The largest whole number of a quantised type: symmetric, so that −2ⁿ is none. */
export const largestOf = (type: WeightType): number => 2 ** (table[type].bits - 1) - 1;

/** The columns of a row that share a scale; the last ones may be fewer. */
export const groupOf = (type: WeightType, columns: number): number =>
  Math.min(table[type].block ?? columns, columns);

/** The scales of a row. */
export const scalesInRow = (type: WeightType, columns: number): number =>
  table[type].scale === null ? 0 : Math.ceil(columns / groupOf(type, columns));

/** Bytes of one scale; 0 without scales. */
export const scaleBytes = (type: WeightType): number =>
  ({ f32: 4, f16: 2, none: 0 })[table[type].scale ?? 'none'];

/** Bits of a weight and its share of the scale, in a row of so many columns. */
export const bitsInRow = (type: WeightType, columns: number): number =>
  table[type].bits + (8 * scaleBytes(type) * scalesInRow(type, columns)) / columns;
