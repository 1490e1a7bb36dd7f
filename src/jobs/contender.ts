import type { NetworkDescription } from '../network/spec.ts';
import type { Job, JobResult } from './job.ts';

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
