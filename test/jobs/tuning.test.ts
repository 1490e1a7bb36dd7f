import { describe, expect, test } from 'vitest';
import type { Contender } from '../../src/jobs/contender.ts';
import { TUNING_SEEDS } from '../../src/jobs/contender.ts';
import type { Job, JobResult } from '../../src/jobs/job.ts';
import { trainContenders } from '../../src/jobs/tuning.ts';

const sequence = { length: 4, inputs: new Float64Array(4), targets: new Float64Array(4), dt: null };
const contender = (name: string, units: number): Contender => {
  const model = { inputs: 1, outputs: 1, layers: [{ cell: 'gru', units }], readout: 'dense' } as const;
  return {
    name,
    model,
    job: { model, train: [sequence], validation: [sequence], options: { rate: 1, epochs: 3, window: 4 } },
    seeds: [1, 2, 3],
    search: { rate: [0.1, 0.2], decay: [0.01, 0.03] },
  };
};
const [small, large] = [contender('small', 2), contender('large', 8)];

/** Says that each job's loss is what `loss` makes of its options, and keeps what was asked. */
function trainer(loss: (options: Job['options']) => number) {
  const asked: { label: string; jobs: readonly Job[] }[] = [];
  const train = async (jobs: readonly Job[], label: string): Promise<JobResult[]> => {
    asked.push({ label, jobs });
    return jobs.map(({ options }) => ({ parameters: [], seconds: 1, epochs: 3, loss: loss(options) }));
  };
  return { asked, train };
}

describe('a full run', () => {
  test('tries one option after the other, each with the best before, and trains all seeds with the best of all', async () => {
    const { asked, train } = trainer(
      ({ rate = 0, decay = 0 }) => Math.abs(rate - 0.2) + Math.abs(decay - 0.01),
    );
    const trained = await trainContenders([small, large], 'full', train);
    expect(asked.map(({ label, jobs }) => [label, jobs.length])).toEqual([
      ['tuning', 2 * 2 * TUNING_SEEDS.length],
      ['tuning, stage 2', 2 * 2 * TUNING_SEEDS.length],
      ['training', 2 * 3],
    ]);
    for (const { jobs } of asked.slice(0, 2))
      expect(new Set(jobs.map(({ options }) => options.seed))).toEqual(new Set(TUNING_SEEDS));
    for (const { options } of asked[2].jobs)
      expect(options).toEqual({ rate: 0.2, decay: 0.01, epochs: 3, window: 4, seed: options.seed });
    expect(trained.get(large)?.tuning.map(({ options }) => options)).toEqual([
      { rate: 0.1 },
      { rate: 0.2 },
      { rate: 0.2, decay: 0.01 },
      { rate: 0.2, decay: 0.03 },
    ]);
  });

  test('leaves an option out where that was best', async () => {
    const { train } = trainer(({ rate = 0, decay = 0 }) => rate + decay);
    const trained = await trainContenders([small], 'full', train);
    expect(trained.get(small)?.options).toEqual({ rate: 0.1, epochs: 3, window: 4 });
  });

  test('gives results back to whom they belong, though the longest go first', async () => {
    const { asked, train } = trainer(({ seed = 0 }) => seed);
    const trained = await trainContenders([small, large], 'full', train);
    expect(asked[1].jobs[0].model.layers[0].units).toBe(8);
    for (const one of [small, large])
      expect(trained.get(one)?.runs.map(({ loss }) => loss)).toEqual([1, 2, 3]);
  });

  test('an entry that diverges is not chosen', async () => {
    const { train } = trainer(({ rate }) => (rate === 0.1 ? Number.POSITIVE_INFINITY : 1));
    const trained = await trainContenders([small], 'full', train);
    expect(trained.get(small)?.options.rate).toBe(0.2);
  });
});

test('a quick run takes the job’s own options', async () => {
  const { asked, train } = trainer(() => 1);
  const trained = await trainContenders([small], 'quick', train);
  expect(asked.map(({ label }) => label)).toEqual(['training']);
  expect(trained.get(small)).toMatchObject({ tuning: [], options: small.job.options });
});
