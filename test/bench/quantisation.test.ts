/** The benchmark of quantisation: its aims can be met and missed, and its numbers are those of the blobs. */
import { describe, expect, test } from 'vitest';
import { fromRounded } from '../../bench/quantisation/cases.ts';
import { type Measured, measure, type Stored } from '../../bench/quantisation/measure.ts';
import { candidate, changes, inQ4, inQ8, reached } from '../../bench/quantisation/targets.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Job } from '../../src/jobs/job.ts';
import { runJob } from '../../src/jobs/job.ts';
import { outputsOf } from '../../src/measure/predictor.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { record } from '../../src/train/record.ts';

const f32 = [1, 2, 4];
const stored = (type: Stored['type'], nearest: number, compensated: number, further: number): Stored => ({
  type,
  bytes: { weights: 100, blob: 900, stripped: 400 },
  nearest: f32.map((error) => error * nearest),
  compensated: f32.map((error) => error * compensated),
  further: { way: fromRounded, errors: f32.map((error) => error * further) },
});
const measured = (q8: Stored, q4: Stored): Measured => ({
  name: 'a model',
  parameters: 50,
  f32,
  stored: [stored('f32', 1, 1, 0.9), q8, q4],
});

describe('aims', () => {
  test('are by the error in f32 of the same seed', () => {
    expect(changes([1.1, 2, 3], f32)).toMatchObject({ median: 0, low: -0.25 });
  });

  test('both roundings count, and training in q4', () => {
    const good = measured(stored('q8', 1.008, 1.009, 1), stored('q4', 2, 2, 1.04));
    const bad = measured(stored('q8', 1.02, 1, 1), stored('q4', 1, 1, 1.06));
    expect([inQ8(0.01, good).met, inQ4(0.05, good).met]).toEqual([true, true]);
    expect([inQ8(0.01, bad).met, inQ4(0.05, bad).met]).toEqual([false, false]);
    expect(inQ4(0.05, good).text).toContain('+4.00 %; f32 trained on −10.00 %');
  });

  test('a smaller model needs few bytes and a small error at once', () => {
    const large = measured(stored('q8', 1, 1, 1), stored('q4', 1, 1, 1));
    const of = (most: number, further: number) =>
      candidate(measured(stored('q8', 1, 1, 1), stored('q4', 3, 1, further)), large, {
        bytes: most,
        of: 'stripped',
        error: 1.05,
      });
    expect(of(400, 1.04)).toMatchObject({ met: true, bytes: 400, byReplaced: 1.04 });
    expect(of(399, 1.04).met).toBe(false);
    expect(of(400, 1.06).met).toBe(false);
    expect(reached([of(400, 1.06), of(400, 1.04)])).toEqual({
      text: 'a model, q4: 400 B, +4.00 %',
      met: true,
    });
    expect(reached([of(399, 1.04), of(400, 1.06)]).met).toBe(false);
  });
});

test('errors and bytes are those of the blobs', () => {
  const wave = Float64Array.from({ length: 201 }, (_, t) => Math.sin(0.3 * t));
  const sequence = { length: 200, inputs: wave.slice(0, 200), targets: wave.slice(1), dt: null };
  const job: Job = {
    model: { inputs: 1, outputs: 1, layers: [{ cell: 'gru', units: 4 }], readout: 'dense' },
    train: [sequence],
    validation: [sequence],
    options: { epochs: 3, window: 20 },
  };
  const meanSquare = (outputs: ArrayLike<number>): number =>
    sequence.targets.reduce((sum, y, t) => sum + (outputs[t] - y) ** 2, 0) / sequence.length;
  const network = buildNetwork(resolve(job.model));
  const parameters = new Map(runJob(job).parameters);
  const recorded = record(network, parameters, job.train);
  const way = fromRounded;
  const { f32: plain, stored: all } = measure({
    of: { name: 'gru', job, further: [way], errorOf: (p) => meanSquare(outputsOf(p, sequence)) },
    network,
    first: [{ parameters, recorded }],
    further: new Map([['q4', { way, parameters: [parameters] }]]),
  });
  const errorOf = (options: Parameters<typeof compile>[2]): number =>
    meanSquare(loadSync(compile(network, parameters, options).blob).run(sequence.inputs));
  expect(plain).toEqual([errorOf({})]);
  const [q4] = all;
  expect(q4.nearest).toEqual([errorOf({ weights: 'q4' })]);
  expect(q4.compensated).toEqual([errorOf({ weights: 'q4', rounding: 'compensated', recorded })]);
  expect(q4.further.errors).toEqual(q4.nearest);
  // two matrices of 12 rows and a read-out, their scales in halves, two biases of 12 and one of 1
  const bytes = 12 / 2 + 24 + (12 * 4) / 2 + 24 + 4 / 2 + 2 + 4 * (12 + 12 + 1);
  expect(q4.bytes.weights).toBe(bytes);
  expect(q4.bytes.stripped).toBeLessThan(q4.bytes.blob);
});
