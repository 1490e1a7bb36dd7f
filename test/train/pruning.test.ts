/** Pruning while training: what the schedule says is zero, stays zero, and is not stored. */
import { describe, expect, test } from 'vitest';
import { cells, defineCell } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { recover } from '../../src/compile/recover.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { readBlob } from '../../src/format/read.ts';
import { blocksOf, isSparse } from '../../src/format/sparse.ts';
import { matrix, vector } from '../../src/graph/parameter.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type LayerSpec } from '../../src/network/network.ts';
import { add, affine, scale } from '../../src/ops/index.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { prunableBlocks } from '../../src/train/prunable.ts';
import { Pruning } from '../../src/train/pruning.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { rounded } from '../user-cell/agreement.ts';

const field = { integrator: semiImplicit, unfolds: 6 };
const wiring = { type: 'auto-ncp', outputs: 4 } as const;
const layers: [string, LayerSpec][] = [
  ['ltc', { cell: cells.ltc(), units: 16, ...field }],
  ['lstm', { cell: cells.lstm(), units: 12 }],
  ['gru', { cell: cells.gru(), units: 9 }],
  ['cfc', { cell: cells.cfc(), units: 12 }],
  ['al-rnn', { cell: cells['al-rnn'](), units: 12 }],
  ['ltc-synaptic', { cell: cells['ltc-synaptic'](), units: 12, ...field }],
  ['ltc-synaptic, wired', { cell: cells['ltc-synaptic']({ wiring }), units: 19, ...field }],
  [
    'ltc-synaptic, explicit',
    { cell: cells['ltc-synaptic']({ constraints: 'explicit' }), units: 12, ...field },
  ],
  ['cfc-wired', { cell: cells['cfc-wired']({ wiring }), units: 19 }],
];
const modelOf = (layer: LayerSpec) =>
  buildNetwork({ inputs: 6, outputs: 2, layers: [layer], readout: 'dense' });
const data = (seed: number) => rounded(randomSequence(60, 6, 2, { dt: 0.5, seed }));
const options: TrainOptions = { epochs: 4, window: 20, stride: 20, batch: 3, rate: 0.01, seed: 5 };
const prune = { sparsity: 0.8, from: 1, until: 2 };

describe.each(layers)('%s', (_, layer) => {
  test.each([
    { weights: 'f32', qat: null },
    { weights: 'q8', qat: 'q8' },
    { weights: 'f16', qat: null },
  ] as const)('pruned while training, stored in $weights', ({ weights, qat }) => {
    const network = modelOf(layer);
    const trainer = new Trainer(network, [data(1)], [data(2)], {
      ...options,
      prune,
      qat,
      exported: { weights },
    });
    while (!trainer.finished) trainer.epoch();
    const { bestParameters, exported } = trainer;
    const { blob, constants } = compile(network, bestParameters, exported);

    // as many blocks as the schedule says are not there, of each matrix that has blocks
    const matrices = prunableBlocks(network, exported);
    const flat = network.parameters.flatMap(({ name }) => [...(bestParameters.get(name) as Float64Array)]);
    const { zeros, mask } = new Pruning(network, prune, 4, exported);
    expect(mask.every((one) => one === 1)).toBe(true);
    for (const blocks of matrices) {
      const gone = blocks.filter((block) => block.every((i) => flat[i] === zeros[i]));
      expect(gone).toHaveLength(Math.floor(0.8 * blocks.length + 1e-9));
    }
    const sparse = readBlob(blob).tensors.filter(({ kind }) => isSparse(kind));
    expect(sparse.length).toBeGreaterThanOrEqual(Math.min(2, matrices.length));
    const most = matrices.reduce((sum, blocks) => sum + Math.ceil(0.2 * blocks.length - 1e-9), 0);
    const stored = sparse.reduce((sum, tensor) => sum + (blocksOf(tensor) as number), 0);
    expect(stored).toBeLessThanOrEqual(most);

    // smaller than the same model with all its weights, and the same outputs as in float64
    const whole = compile(network, randomParameters(network), exported).blob;
    expect(blob.length).toBeLessThan(whole.length);
    const got = loadSync(blob).run(data(3).inputs, { dt: data(3).dt as Float64Array });
    const want = new Evaluator(network, bestParameters, { constants }).outputs(data(3));
    const largest = Math.max(...want.map(Math.abs));
    want.forEach((y, i) => {
      expect(Math.abs(y - got[i])).toBeLessThanOrEqual(1e-5 * largest);
    });

    // the blob says enough to be told back
    expect(recover(blob, network)?.parameters.size).toBe(network.parameters.length);
  });
});

test('matrices of two vectors are kept apart, and every empty block is left out', () => {
  const network = modelOf({ cell: cells.cfc(), units: 12 });
  const parameters = randomParameters(network);
  const blocks = prunableBlocks(network, { sparse: true });
  // four gates of 12 units: 12 panels, of 6 inputs and of 12 states; the read-out is multiplied row by row
  expect(blocks.map(({ length }) => length)).toEqual([72, 144]);
  const half = new Map(parameters);
  const emptied = new Set(
    blocks.flatMap((matrix) => matrix.slice(0, matrix.length / 2).flatMap((b) => [...b])),
  );
  let top = 0;
  for (const { name } of network.parameters) {
    const all = parameters.get(name) as Float64Array;
    const start = top;
    half.set(
      name,
      all.map((x, i) => (emptied.has(start + i) ? 0 : x)),
    );
    top += all.length;
  }
  const plain = readBlob(compile(network, half).blob);
  expect(plain.tensors.some(({ kind }) => isSparse(kind))).toBe(false);
  const sparse = readBlob(compile(network, half, { sparse: true }).blob).tensors.filter(({ kind }) =>
    isSparse(kind),
  );
  expect(sparse.map(blocksOf)).toEqual([36, 72]);
  for (const tensor of sparse)
    expect(weightsOf(tensor).filter((w) => w !== 0).length).toBe(4 * (blocksOf(tensor) as number));
});

test('the schedule is cubic, takes the smallest blocks, and gives none back', () => {
  const network = modelOf({ cell: cells.rnn(), units: 16 });
  const pruning = new Pruning(network, { sparsity: 0.8, from: 2, until: 6 }, 10, { sparse: true });
  expect([0, 1, 2, 3, 4, 6, 9].map((epoch) => pruning.shareAfter(epoch))).toEqual([
    0,
    0,
    0,
    0.8 * (1 - 27 / 64),
    0.8 * (1 - 1 / 8),
    0.8,
    0.8,
  ]);
  const parameters = Float64Array.from({ length: pruning.mask.length }, (_, i) => 1 + ((i * 7919) % 1009));
  const original = parameters.slice();
  pruning.advance(3, parameters);
  const sum = (block: Int32Array): number => block.reduce((all, i) => all + original[i] ** 2, 0);
  for (const blocks of prunableBlocks(network, { sparse: true })) {
    const gone = blocks.filter((block) => pruning.mask[block[0]] === 0);
    const left = blocks.filter((block) => pruning.mask[block[0]] === 1);
    expect(gone.length).toBe(Math.floor(0.8 * (1 - 27 / 64) * blocks.length));
    expect(Math.max(...gone.map(sum))).toBeLessThanOrEqual(Math.min(...left.map(sum)));
  }
  const early = pruning.mask.slice();
  parameters.fill(5000);
  pruning.advance(6, parameters);
  early.forEach((kept, i) => {
    if (kept === 0) expect(pruning.mask[i]).toBe(0);
    expect(parameters[i]).toBe(pruning.mask[i] === 0 ? 0 : 5000);
  });
});

test('the best weights are chosen among those that are pruned as far as asked', () => {
  const network = modelOf({ cell: cells.gru(), units: 8 });
  const trainer = new Trainer(network, [data(1)], [data(2)], {
    ...options,
    epochs: 6,
    rate: 0.1,
    prune,
    patience: 1,
  });
  while (!trainer.finished) trainer.epoch();
  expect(trainer.history.length).toBeGreaterThan(2);
  const later = trainer.history.slice(2).map(({ validation }) => validation);
  expect(trainer.history.at(-1)?.best).toBe(Math.min(...later));
});

test.each([
  [{ sparsity: 1 }, 'prune: sparsity must be between 0 and 1, not 1'],
  [{ sparsity: Number.NaN }, 'prune: sparsity must be between 0 and 1, not NaN'],
  [{ sparsity: 0.5, from: 3, until: 2 }, 'prune: until (2) must not be before from (3)'],
  [{ sparsity: 0.5, from: 0.5 }, 'prune: from must be a whole number ≥ 0, not 0.5'],
  [
    { sparsity: 0.5, until: 4 },
    'prune: until (4) must be less than epochs (4), so that what is left is trained',
  ],
])('refuses %o', (wrong, message) => {
  const network = modelOf({ cell: cells.gru(), units: 8 });
  expect(() => new Trainer(network, [data(1)], [], { ...options, prune: wrong })).toThrow(message);
});

test('refuses a checkpoint of a training without pruning, and a model without blocks', () => {
  const network = modelOf({ cell: cells.gru(), units: 8 });
  const plain = new Trainer(network, [data(1)], [], options).checkpoint();
  expect(() => new Trainer(network, [data(1)], [], { ...options, prune }).restore(plain)).toThrow(
    'the checkpoint says nothing of pruning',
  );
  // two rows of eight columns are multiplied row by row
  const filter = defineCell({
    kind: 'map',
    name: 'filter',
    source: 'y = Σ b·x + y / 2',
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({ W: matrix(units, inputs), b: vector(units) }),
    next({ p, x, state }) {
      const h = add(affine(p.b, [p.W, x]), scale(state.h, 0.5));
      return { state: { h }, output: h };
    },
  });
  const rows = buildNetwork({ inputs: 8, outputs: 2, layers: [{ cell: filter, units: 2 }], readout: 'none' });
  expect(() => new Pruning(rows, prune, 4, { sparse: true })).toThrow(
    'prune: the model stores no matrix in blocks that could be left out',
  );
});
