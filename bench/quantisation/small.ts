/** Models made for few bytes, to stand beside those of the cases: fewer units, another cell, blocks left out. */

import type { Job } from '../../src/jobs/job.ts';
import type { LayerDescription } from '../../src/network/spec.ts';
import { type Case, fromRounded } from './cases.ts';

/** The limits of a model of few bytes. */
export interface Limit {
  readonly bytes: number;
  /** Of the stripped blob, program included, or of its tensors alone. */
  readonly of: 'stripped' | 'weights';
  /** Of its error by that of the model that it replaces: medians over seeds, in 4 bits by that in f32. */
  readonly error: number;
}

export interface Small {
  /** The case whose f32 model is replaced. */
  readonly replaces: Case;
  readonly limit: Limit;
  readonly tried: readonly Case[];
}

const substeps = { integrator: 'semi-implicit', unfolds: 6 } as const;

const variant = (of: Case, name: string, layer: LayerDescription, options: Job['options'] = {}): Case => ({
  ...of,
  name,
  further: [fromRounded],
  job: {
    ...of.job,
    model: { ...of.job.model, layers: [layer] },
    options: { ...of.job.options, ...options },
  },
});

export function forCheetah(replaces: Case): Small {
  const { inputs, inputNormalisation } = replaces.job.model;
  const mean = new Array<number>(inputs).fill(0);
  // the biases make up for inputs that are scaled but not centred, and a blob names the means in its metadata
  const model = {
    ...replaces.job.model,
    ...(inputNormalisation && { inputNormalisation: { ...inputNormalisation, mean } }),
  };
  const of = { ...replaces, job: { ...replaces.job, model } };
  return {
    replaces,
    limit: { bytes: 1536, of: 'stripped', error: 1.05 },
    tried: [
      variant(
        of,
        'ltc, 32 units, pruned 0.8',
        { cell: 'ltc', units: 32, ...substeps },
        { prune: { sparsity: 0.8 } },
      ),
      variant(of, 'ltc, 17 units', { cell: 'ltc', units: 17, ...substeps }),
      variant(of, 'rnn, 22 units', { cell: 'rnn', units: 22 }, { epochs: 120 }),
      variant(of, 'cfc-slim, 12 units', { cell: 'cfc-slim', units: 12 }, { epochs: 120 }),
    ],
  };
}

export const forSines = (replaces: Case): Small => ({
  replaces,
  limit: { bytes: 160, of: 'weights', error: 1.05 },
  tried: [
    variant(replaces, 'ltc, 6 units', { cell: 'ltc', units: 6, ...substeps }),
    variant(replaces, 'ltc, 7 units', { cell: 'ltc', units: 7, ...substeps }),
    variant(replaces, 'cfc-slim, 4 units', { cell: 'cfc-slim', units: 4 }),
    variant(replaces, 'al-rnn, 6 units', { cell: 'al-rnn', units: 6 }),
  ],
});
