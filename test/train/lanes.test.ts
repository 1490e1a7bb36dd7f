/** Several windows side by side on one tape: the same numbers as one after the other, with kernels and without. */
import { describe, expect, test, vi } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { type Op, TOGETHER } from '../../src/graph/op.ts';
import { lengthOf } from '../../src/graph/value.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { fill } from '../../src/train/feed.ts';
import { kernelOf } from '../../src/train/kernels.ts';
import { regularisers } from '../../src/train/regularisers.ts';
import { together } from '../../src/train/sequence.ts';
import { Tape } from '../../src/train/tape.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';

const STEPS = 5;

/** Runs sequences of `STEPS` steps through a tape, a lane each, and back from a gradient that no two lanes share. */
function run(network: Network, seeds: readonly number[], lanes: number, kernels: boolean) {
  const tape = new Tape(network, STEPS, [], lanes, kernels);
  let at = 0;
  for (const data of randomParameters(network, 3).values()) {
    tape.parameters.set(data, at);
    at += data.length;
  }
  const { inputs } = network.spec;
  seeds.forEach((seed, lane) => {
    fill(tape, network, randomSequence(STEPS, inputs, 2, { seed }), 0, STEPS, lane);
  });
  tape.prepare();
  tape.reset();
  tape.forward(STEPS);
  tape.clearGradients();
  tape.clearFrames(STEPS);
  const outputs = seeds.map((seed, lane) =>
    Array.from({ length: STEPS * lengthOf(network.output) }, (_, i) => {
      const j = i % lengthOf(network.output);
      const place = tape.address(network.output, (i - j) / lengthOf(network.output)) + j * lanes + lane;
      tape.gradients[place] = Math.sin(seed + i);
      return tape.values[place];
    }),
  );
  tape.backward(STEPS);
  tape.finish();
  return { outputs, gradient: tape.parameterGradients.slice() };
}

const stack = (units: number): Network =>
  buildNetwork({
    inputs: 3,
    outputs: 2,
    layers: [
      { cell: cells['cfc-slim'](), units },
      { cell: cells.lstm(), units: 4 },
    ],
    readout: 'softmax',
    inputNormalisation: { mean: [1, 2, 3], deviation: [1, 2, 3] },
  });
const models: [string, Network][] = [
  ...layers.map(([name, layer]): [string, Network] => [name, smallModel(layer)]),
  // every remainder of the kernels' blocks of rows and columns
  ...[4, 5, 6, 7].map((units): [string, Network] => [`cfc-slim of ${units}, lstm, softmax`, stack(units)]),
];

test('values and gradients lie in one memory, the kernels’, where they are wanted and the host has WebAssembly', () => {
  const isOne = (kernels: boolean) => {
    const { values, gradients } = new Tape(stack(4), 2, [], TOGETHER, kernels);
    return values.buffer === gradients.buffer;
  };
  expect(isOne(true)).toBe(true);
  expect(isOne(false)).toBe(false);
  vi.stubGlobal('WebAssembly', undefined);
  expect(isOne(true)).toBe(false);
  vi.unstubAllGlobals();
});

test('every operation that has a kernel is in one of the models', () => {
  const used = new Set(
    models.flatMap(([, { graph }]) => graph.values.map(({ source }) => source.kind === 'op' && source.op)),
  );
  const missing = [...kernelOf.keys()].filter((op) => !used.has(op as Op));
  expect(missing).toEqual([]);
});

describe.each(models)('four lanes: %s', (_, network) => {
  const seeds = [1, 2, 3, 4];
  const side = run(network, seeds, TOGETHER, true);

  test('kernels and plain JavaScript give the same bits', () => {
    const plain = run(network, seeds, TOGETHER, false);
    expect(side.outputs).toEqual(plain.outputs);
    expect(side.gradient).toEqual(plain.gradient);
  });

  test('so they do for one lane', () => {
    expect(run(network, [5], 1, true)).toEqual(run(network, [5], 1, false));
  });

  test('give each lane the bits of a tape of its own, and the sum of their gradients', () => {
    const apart = seeds.map((seed) => run(network, [seed], 1, false));
    expect(side.outputs).toEqual(apart.map(({ outputs }) => outputs[0]));
    const largest = Math.max(...side.gradient.map(Math.abs));
    side.gradient.forEach((g, i) => {
      const sum = apart.reduce((all, { gradient }) => all + gradient[i], 0);
      expect(Math.abs(g - sum)).toBeLessThanOrEqual(1e-12 * Math.max(1, largest));
    });
  });
});

test('windows run together in groups of one length, in their order', () => {
  const all = [9, 9, 7, 9, 7, 9, 9, 9].map((length, start) => ({ sequence: 0, start, length }));
  const starts = together(all, 4).map((group) => group.map(({ start }) => start));
  expect(starts).toEqual([
    [0, 1, 3, 5],
    [2, 4],
    [6, 7],
  ]);
});

describe('an update of several windows is the mean of updates of one', () => {
  const batches = { 'two windows': 2, 'five windows': 5, 'eight windows': 8 };
  test.each(Object.entries(batches))('%s, of which one is shorter', (_, count) => {
    const network = buildNetwork({
      inputs: 3,
      outputs: 2,
      layers: [{ cell: cells.hlln(), units: 3 }],
      readout: 'dense',
    });
    const sequences = [randomSequence(60, 3), randomSequence(6, 3)];
    // gradients as they are: a clip that never acts, a first moment that is a tenth of them
    const options = {
      window: 10,
      clip: 1e9,
      warmup: 2,
      regularisers: regularisers
        .filter(({ name }) => name === 'heisenberg')
        .map((r) => ({ regulariser: r, weight: 0.3 })),
    };
    const gradientOf = (batch: Parameters<Trainer['update']>[0]) => {
      const trainer = new Trainer(network, sequences, [], { ...options, batch: batch.length });
      const loss = trainer.update(batch, 1e-12);
      return { loss, gradient: trainer.checkpoint().first };
    };
    const windows = Array.from({ length: count }, (_, i) =>
      i === 1 ? { sequence: 1, start: 0, length: 6 } : { sequence: 0, start: 7 * i, length: 10 },
    );
    const whole = gradientOf(windows);
    const single = windows.map((window) => gradientOf([window]));
    expect(whole.loss).toBeCloseTo(
      single.reduce((sum, { loss }) => sum + loss, 0),
      12,
    );
    whole.gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(single.reduce((sum, { gradient }) => sum + gradient[i], 0) / count, 13);
    });
  });
});
