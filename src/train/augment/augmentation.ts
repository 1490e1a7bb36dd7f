import type { Random } from '../../data/random.ts';

/** A copy of a window to change: [length × inputs] and [length × targets] in the data's own units. */
export interface Slice {
  readonly length: number;
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
  readonly dt: Float64Array | null;
}

/** What changes are measured by. */
export interface Scales {
  /** Of each input in training. */
  readonly mean: ArrayLike<number>;
  readonly deviation: ArrayLike<number>;
  /** For each target the input that it is a later value of, or null. Empty: of none. */
  readonly targets: readonly (number | null)[];
}

/** A change of a window, drawn anew each time that it is learnt from. */
export interface Augmentation<Name extends string = string> {
  /** The option with its amount; 0 is none. */
  readonly option: Name;
  apply(slice: Slice, amount: number, scales: Scales, random: Random): void;
}
