/** When a training ends, and what its rate follows. */

import type { Epoch } from './checkpoint.ts';
import type { Moment } from './schedules.ts';

/** Updates without a better validation loss after which a training of no stated length ends. */
export const PATIENCE = 2000;

/** Seconds after which such a training ends. */
export const TIME_LIMIT = 600;

/** Why a training ended: a stated length, no better validation loss, or the limit in time. */
export type End = 'epochs' | 'updates' | 'patience' | 'time';

/** What ends a training: see `TrainOptions`. */
interface Limits {
  readonly epochs: number | null;
  readonly updates: number | null;
  readonly patience: number;
  readonly timeLimit: number | null;
}

/** A training's length: that of its options, in epochs of a number of updates. */
export class Budget {
  /** Updates and epochs of the whole training; null if only patience or time end it. */
  readonly total: number | null;
  readonly epochs: number | null;
  private started = performance.now();

  /** @param perEpoch updates of a whole epoch */
  constructor(
    private readonly limits: Limits,
    private readonly perEpoch: number,
  ) {
    const { epochs, updates } = limits;
    const all = [...(epochs === null ? [] : [epochs * perEpoch]), ...(updates === null ? [] : [updates])];
    this.total = all.length > 0 ? Math.min(...all) : null;
    this.epochs = this.total === null ? null : Math.ceil(this.total / perEpoch);
  }

  /** Seconds since the training began, or since it was taken up again. */
  private get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** Counts time from now on. */
  restart(): void {
    this.started = performance.now();
  }

  /** Whether an epoch has to end before its windows do. @param updates done so far */
  isSpent(updates: number): boolean {
    const { updates: most, timeLimit } = this.limits;
    return (most !== null && updates >= most) || (timeLimit !== null && this.seconds >= timeLimit);
  }

  /** Why the training is over after the epochs of `history`; null if it goes on. @param best epoch of the best weights, 0 for none */
  endOf(history: readonly Epoch[], best: number): End | null {
    const { epochs, updates: most, patience, timeLimit } = this.limits;
    const last = history.at(-1);
    if (!last) return null;
    if (epochs !== null && last.epoch >= epochs) return 'epochs';
    if (most !== null && last.updates >= most) return 'updates';
    if (patience > 0 && last.updates - updatesAt(best, history) >= patience) return 'patience';
    return timeLimit !== null && this.seconds >= timeLimit ? 'time' : null;
  }

  /** The epoch after which the training ends if nothing gets better until then. @param best as `endOf` takes it */
  lastEpoch(history: readonly Epoch[], best: number): number {
    const { epochs, perEpoch, limits } = this;
    const patient =
      limits.patience > 0
        ? Math.ceil((updatesAt(best, history) + limits.patience) / perEpoch)
        : Number.POSITIVE_INFINITY;
    return Math.min(epochs ?? Number.POSITIVE_INFINITY, patient);
  }

  /**
   * What the rate follows.
   * @param update updates before this one
   * @param epoch epochs before this one
   */
  moment(update: number, epoch: number, plateaus: number): Moment {
    return { update, updates: this.total, epoch, epochs: this.epochs, plateaus };
  }

  /** How often a quarter of the patience has passed without a better validation loss, or since the last time that it had. */
  plateausIn(history: readonly Epoch[]): number {
    const every = (this.limits.patience || PATIENCE) / 4;
    let best = Infinity;
    let since = 0;
    let plateaus = 0;
    for (const { validation, updates } of history) {
      if (validation < best) {
        best = validation;
        since = updates;
      } else if (updates - since >= every) {
        since = updates;
        plateaus++;
      }
    }
    return plateaus;
  }
}

/** Updates until the end of an epoch. */
const updatesAt = (epoch: number, history: readonly Epoch[]): number =>
  epoch > 0 ? history[epoch - 1].updates : 0;
