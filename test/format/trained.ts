/**
 * Small blobs as users get them, trained for a few epochs: a field with a loop, gates in q8, reductions, and synapses and a
 * matrix without their empty blocks.
 */

import { defineCell } from '../../src/cells/cell.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { matrix, vector } from '../../src/graph/parameter.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type LayerSpec } from '../../src/network/network.ts';
import { add, affine, scale, tanh } from '../../src/ops/index.ts';
import type { WeightType } from '../../src/quantise/types.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { randomSequence } from '../models.ts';

const blobOf = (
  name: string,
  layers: LayerSpec[],
  weights: WeightType,
  probes: string[] = [],
): Uint8Array => {
  const spec = {
    inputs: 3,
    outputs: 2,
    layers,
    readout: 'dense',
    inputNormalisation: { mean: [0.1, -1, 2], deviation: [1, 2, 0.5] },
    outputNormalisation: { mean: [1, -2], deviation: [3, 0.25] },
  } as const;
  const trainer = new Trainer(buildNetwork(spec), [randomSequence(64, 3)], [], {
    epochs: 3,
    window: 16,
    stride: 16,
    seed: 5,
  });
  while (!trainer.finished) trainer.epoch();
  return compile(trainer.network, trainer.bestParameters, { name, weights, probes }).blob;
};

const circuit: LayerSpec = {
  // without its options, of which `inspect` cannot print a wiring
  cell: {
    ...cells['ltc-synaptic']({ wiring: { type: 'auto-ncp', outputs: 9, sparsity: 0.75 } }),
    options: undefined,
  },
  units: 19,
  integrator: semiImplicit,
  unfolds: 3,
};

/** Remembers a product with a matrix of which three of four columns are zero. */
const masked = defineCell({
  kind: 'map',
  name: 'masked',
  source: 'this test',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    W: matrix(units, inputs, {
      mask: Float64Array.from({ length: units * inputs }, (_, i) => Number((i % inputs) % 4 === 1)),
    }),
    b: vector(units),
  }),
  next({ p, x, state: { h } }) {
    const after = add(scale(h, 0.5), tanh(affine(p.b, [p.W, x])));
    return { state: { h: after }, output: after };
  },
});

/** Layers of which a blob leaves out the empty blocks: of synapses, and of a matrix. */
export const sparseLayers: readonly LayerSpec[] = [circuit, { cell: masked, units: 10 }];

export const trained: [name: string, blob: Uint8Array][] = [
  [
    'ltc f32',
    blobOf('ltc', [{ cell: cells.ltc(), units: 6, integrator: semiImplicit, unfolds: 3 }], 'f32', ['tau']),
  ],
  ['lstm q8', blobOf('lstm', [{ cell: cells.lstm(), units: 5 }], 'q8')],
  ['hlln f32', blobOf('hlln', [{ cell: cells.hlln(), units: 3 }], 'f32', ['gamma'])],
  ...(['f32', 'q8'] as const).map((weights): [string, Uint8Array] => [
    `sparse ${weights}`,
    blobOf('sparse', [...sparseLayers], weights),
  ]),
];
