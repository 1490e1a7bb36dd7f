/** What a training says and saves of itself. */
import type { RandomState } from '../data/random.ts';

export interface Epoch {
  readonly epoch: number;
  /** Updates so far. */
  readonly updates: number;
  /** Weighted mean of the windows' losses, regularisers included, while the epoch ran. */
  readonly loss: number;
  readonly validation: number;
  readonly best: number;
}

/** Everything that training goes on from: plain data. */
export interface Checkpoint {
  readonly epoch: number;
  readonly parameters: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly updates: number;
  readonly random: RandomState;
  readonly best: { readonly parameters: Float64Array; readonly loss: number; readonly epoch: number };
  readonly history: readonly Epoch[];
  /** With pruning: 0 where a parameter is gone, 1 elsewhere. */
  readonly mask?: Float64Array;
}
