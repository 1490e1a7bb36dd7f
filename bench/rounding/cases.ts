/** The models that roundings are compared on: those of the audit's claims, and the README's first. */

import { readFileSync } from 'node:fs';
import { find, quick } from '../../audit/claim.ts';
import { hlln1644 } from '../../audit/claims/hlln-1644/index.ts';
import { ltc105 } from '../../audit/claims/ltc-105/index.ts';
import { oscillator } from '../../audit/claims/oscillator/index.ts';
import type { ParameterValues } from '../../src/compile/fold.ts';
import { recordings } from '../../src/data/recordings.ts';
import { sines } from '../../src/data/sines.ts';
import { split } from '../../src/data/split.ts';
import { type Job, runJob } from '../../src/jobs/job.ts';
import { runsOf } from '../../src/jobs/tuning.ts';
import type { Turns } from '../../src/measure/closed-loop.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import { parseTable } from '../../src/table/parse.ts';
import { fitting } from '../../src/train/fitting.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import type { Sequence } from '../../src/train/sequence.ts';
import { defineTask } from '../../src/train/task.ts';

export interface Case {
  readonly name: string;
  readonly jobs: readonly Job[];
  /** A long recording that training did not learn from. */
  readonly unseen: Sequence;
  readonly turns: Turns | null;
}

/** A trained model of a case. */
export interface Trained {
  readonly network: Network;
  readonly parameters: ParameterValues;
  /** What it was trained on: the recording to round by. */
  readonly recordings: readonly Sequence[];
}

export const SEEDS = 9;

const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);

/** Trains a model once for each seed. */
export const trainedOf = ({ jobs }: Case): Trained[] =>
  jobs.map((job) => ({
    network: buildNetwork(resolve(job.model)),
    parameters: new Map(runJob(job).parameters),
    recordings: job.train,
  }));

export function makeCases(): Case[] {
  const noisy = sines({ length: 4301, seed: 1 }).values;
  const later: Sequence = {
    length: 4000,
    inputs: noisy.slice(300, 4300),
    targets: noisy.slice(301),
    dt: null,
  };
  const lorenz = hlln1644.make(quick);
  const jobsOf = (claim: typeof lorenz, panel: string, contender: string): readonly Job[] => {
    const found = find(claim, panel, contender).contender;
    return runsOf({ ...found, seeds }, found.job.options);
  };
  const heldBack = (jobs: readonly Job[]): Sequence => jobs[0].validation[0];
  const lorenzCase = (name: string, contender: string): Case => {
    const jobs = jobsOf(lorenz, 'lorenz-96', contender);
    return { name, jobs, unseen: heldBack(jobs), turns: { forced: 25, free: 25 } };
  };
  const noisySines = ltc105.make(quick);
  const damped = jobsOf(oscillator.make(quick), 'zeta-0.3', 'LTC');
  return [
    ...(['LTC', 'LSTM'] as const).map((contender) => ({
      name: `${contender}, noisy sines`,
      jobs: jobsOf(noisySines, 'sines', contender),
      unseen: later,
      turns: { forced: 50, free: 50 },
    })),
    lorenzCase('HLLN, Lorenz-96', 'HLLN (reconstruction)'),
    lorenzCase('CfC, Lorenz-96', 'CfC, read-out'),
    { name: 'LTC, oscillator', jobs: damped, unseen: heldBack(damped), turns: { forced: 1, free: 98 } },
    greenhouse(),
  ];
}

/** The README's first model with `--validation last`: it tells a sensor from others, so only its states feed back. */
function greenhouse(): Case {
  const file = 'examples/greenhouse.csv';
  const dataset = recordings(parseTable(readFileSync(file), { file }));
  const parts = split(dataset, { validation: 'last' });
  const task = defineTask(dataset.channels, { targets: ['temp'] });
  const layer = { cell: 'ltc', units: 8, integrator: 'semi-implicit', unfolds: 6 };
  const model = { ...fitting(parts.train, task), layers: [layer], readout: 'dense' } as const;
  const options = { rate: 0.02, epochs: 150, window: 96, stride: 8, batch: 16 };
  const [train, validation, [unseen]] = [parts.train, parts.validation, parts.test].map((part) =>
    sequencesOf(part, task),
  );
  const job: Job = { model, train, validation, options };
  const jobs = runsOf({ name: 'LTC', model, job, seeds }, options);
  return { name: 'LTC, greenhouse', jobs, unseen, turns: null };
}
