/** Contenders, their seeds, and how thoroughly they are trained. */
import type { NetworkDescription } from '../network/spec.ts';
import type { Job, JobResult } from './job.ts';

/** How much an audit spends: `quick` gives a first look in minutes, `full` verdicts that stand. */
export const efforts = ['quick', 'full'] as const;
export type Effort = (typeof efforts)[number];

/** Seeds 1 … `full`; a quick run takes three of them. */
export const seedsOf = (effort: Effort, full = 10): number[] =>
  Array.from({ length: effort === 'full' ? full : 3 }, (_, i) => i + 1);

/** Seeds of the trainings that search a grid. They are disjoint from the scored seeds. */
export const TUNING_SEEDS = [1001, 1002] as const;

/** A model that competes: its network, its training, its seeds. */
export interface Contender {
  readonly name: string;
  /** Charts join contenders of one family at several sizes by a line. */
  readonly family?: string;
  readonly model: NetworkDescription;
  /** Probes for the findings. */
  readonly probes?: readonly string[];
  /** The job of one seed, with the options of the quick run. */
  readonly job: Job;
  readonly seeds: readonly number[];
  /**
   * Values of options to try in a full run on separate seeds: one option after the other, each with the best of those before.
   * The values with the best median validation loss train all seeds. Without a search the job's own values hold.
   */
  readonly search?: { readonly [K in keyof Job['options']]?: readonly Job['options'][K][] };
  /** How many seeds try each value; default: all tuning seeds. */
  readonly trials?: number;
}

/** A trained contender. */
export interface TrainedContender {
  readonly contender: Contender;
  /** The trials in order, with their validation losses; empty without a search. */
  readonly tuning: readonly {
    readonly options: Partial<Job['options']>;
    readonly losses: readonly number[];
  }[];
  /** The options of all seeds. */
  readonly options: Job['options'];
  /** In the order of the seeds. */
  readonly runs: readonly JobResult[];
}
