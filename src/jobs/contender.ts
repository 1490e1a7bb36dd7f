/** Who competes, over which seeds, and how thoroughly. */
import type { NetworkDescription } from '../network/spec.ts';
import type { Job, JobResult } from './job.ts';

/** How much an audit spends: `quick` for a look in minutes, `full` for verdicts that stand. */
export const efforts = ['quick', 'full'] as const;
export type Effort = (typeof efforts)[number];

/** Seeds 1 … `full`, of which a quick run takes three. */
export const seedsOf = (effort: Effort, full = 10): number[] =>
  Array.from({ length: effort === 'full' ? full : 3 }, (_, i) => i + 1);

/** Seeds of trainings that choose among a grid: none of those that are scored. */
export const TUNING_SEEDS = [1001, 1002] as const;

/** A model that competes: what it is, what its training is, and over which seeds. */
export interface Contender {
  readonly name: string;
  /** Contenders of one family at several sizes are joined by a line in charts. */
  readonly family?: string;
  readonly model: NetworkDescription;
  /** Probes that the findings read. */
  readonly probes?: readonly string[];
  /** What one seed trains, with the options of the quick run. */
  readonly job: Job;
  readonly seeds: readonly number[];
  /**
   * Values of options that are tried on seeds of their own in a full run, one option after the other, each with the best of
   * those before; what had the best median validation loss of all trains all seeds. Without any the job's own are taken.
   */
  readonly search?: { readonly [K in keyof Job['options']]?: readonly Job['options'][K][] };
  /** On how many seeds each value is tried; default: all tuning seeds. */
  readonly trials?: number;
}

/** A contender after its trainings. */
export interface TrainedContender {
  readonly contender: Contender;
  /** What was tried, in order, and what it reached in validation; nothing without a search. */
  readonly tuning: readonly {
    readonly options: Partial<Job['options']>;
    readonly losses: readonly number[];
  }[];
  /** What all seeds were trained with. */
  readonly options: Job['options'];
  /** In the order of the seeds. */
  readonly runs: readonly JobResult[];
}
