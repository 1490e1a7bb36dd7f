/** Finds a learning rate by trying them all, one an update. */
import type { Network } from '../network/network.ts';
import type { Schedule } from './schedules.ts';
import type { SequenceData } from './sequence.ts';
import { Trainer, type TrainOptions } from './trainer.ts';

/** A rate, and the loss around the update with it. */
export interface Tried {
  readonly rate: number;
  /** Mean of the losses of a few updates before and after. */
  readonly loss: number;
}

export interface FoundRate {
  /** The rate at which the loss falls fastest. */
  readonly rate: number;
  /** Every rate up to the one at which the loss rose far, ascending. */
  readonly tried: readonly Tried[];
}

const LOWEST = 1e-5;
const HIGHEST = 1;
const UPDATES = 100;
/** Updates on each side that a loss is averaged over, and that a slope is measured over. */
const AROUND = 4;
/** How many times the least loss counts as diverged. */
const FAR = 4;

const rateAt = (update: number): number => LOWEST * (HIGHEST / LOWEST) ** (update / (UPDATES - 1));

/** From the lowest rate to the highest, by the same factor from update to update. */
const rangeTest: Schedule = {
  name: 'range-test',
  ends: false,
  factor: ({ update }) => rateAt(update) / HIGHEST,
};

/**
 * The range test of Smith (2017, arXiv:1506.01186): the rate rises exponentially from 1e-5 to 1 over 100 updates, until the loss
 * is far above its least. The rate at which the loss falls fastest is a good one to start with; a tenth of the rate with the
 * least loss if it falls nowhere. What the test learns is forgotten: a `Trainer` with the same options starts as without it.
 * @param network that is to be trained, scaled already
 * @param options of the training; those of its length, its schedule and its pruning do not count
 * @throws RangeError as `Trainer` does
 */
export function findRate(
  network: Network,
  sequences: readonly SequenceData[],
  options: TrainOptions = {},
): FoundRate {
  const trainer = new Trainer(network, sequences, [], {
    ...options,
    ...{ rate: HIGHEST, schedule: rangeTest, rateWarmup: 0, prune: null },
    ...{ epochs: null, updates: UPDATES, patience: 0, timeLimit: null },
  });
  const losses = lossesOf(trainer);
  const tried = losses.map((_, i) => {
    const near = losses.slice(Math.max(0, i - AROUND), i + AROUND + 1);
    return { rate: rateAt(i), loss: near.reduce((sum, loss) => sum + loss, 0) / near.length };
  });
  return { rate: chosenOf(tried), tried };
}

/** The loss of each update, until it is far above the least. */
function lossesOf(trainer: Trainer): number[] {
  const losses: number[] = [];
  let least = Infinity;
  while (losses.length < UPDATES) {
    const updates = trainer.updates();
    for (let next = updates.next(); !next.done; next = updates.next()) {
      const loss = next.value;
      if (!Number.isFinite(loss) || loss > FAR * least) return losses;
      least = Math.min(least, loss);
      losses.push(loss);
      if (losses.length === UPDATES) return losses;
    }
  }
  return losses;
}

function chosenOf(tried: readonly Tried[]): number {
  const losses = tried.map(({ loss }) => loss);
  const least = losses.indexOf(Math.min(...losses));
  let [steepest, fall] = [-1, 0];
  for (let i = AROUND; i + AROUND < tried.length && i <= least; i++) {
    const slope = losses[i + AROUND] - losses[i - AROUND];
    if (slope < fall) [steepest, fall] = [i, slope];
  }
  return steepest >= 0 ? tried[steepest].rate : (tried[Math.max(0, least)]?.rate ?? LOWEST) / 10;
}
