/** How the learning rate changes in a training: one schedule an entry. */
import { callable, flag, needed, type Rules, text } from '../check/rules.ts';

/** Where a training stands, before an update. */
export interface Moment {
  /** Updates before this one, and in the whole training; null where nobody knows its end. */
  readonly update: number;
  readonly updates: number | null;
  /** The same in epochs. */
  readonly epoch: number;
  readonly epochs: number | null;
  /** How often the validation loss has stopped improving. */
  readonly plateaus: number;
}

export interface Schedule<Name extends string = string> {
  readonly name: Name;
  /** Whether it needs to know when the training ends. */
  readonly ends: boolean;
  /** What the rate is multiplied with, in [0, 1]. */
  factor(moment: Moment): number;
}

export const scheduleRules: Rules<Schedule> = {
  name: needed(text),
  ends: needed(flag),
  factor: needed(callable),
};

/** The rate at each plateau. */
const DROP = 0.3;

const halfCosine = (done: number): number => (1 + Math.cos(Math.PI * done)) / 2;

/** The rate as given, to the end. */
const constant: Schedule<'constant'> = { name: 'constant', ends: false, factor: () => 1 };

/** Half a cosine over the updates, from the rate at the first to 0 after the last. */
const cosine: Schedule<'cosine'> = {
  name: 'cosine',
  ends: true,
  factor: ({ update, updates }) => halfCosine(update / (updates as number)),
};

/** Half a cosine over the epochs: constant within one, from the rate in the first to 0 after the last. */
const cosineByEpoch: Schedule<'cosine-by-epoch'> = {
  name: 'cosine-by-epoch',
  ends: true,
  factor: ({ epoch, epochs }) => halfCosine(epoch / (epochs as number)),
};

/** Three tenths of the rate each time that the validation loss has not improved for a quarter of the patience. */
const plateau: Schedule<'plateau'> = {
  name: 'plateau',
  ends: false,
  factor: ({ plateaus }) => DROP ** plateaus,
};

/** What the rate is multiplied with besides: k / `over` at the k-th of the first updates, so that it rises in a line. */
export const rising = (update: number, over: number): number =>
  over > 0 ? Math.min(1, (update + 1) / over) : 1;

/** Every schedule: a new one is an entry here. */
export const schedules = [plateau, cosine, cosineByEpoch, constant] as const;

export type ScheduleName = (typeof schedules)[number]['name'];
