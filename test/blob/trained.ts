/** Three small blobs as users get them, trained for a few epochs: a field with a loop, gates in q8, and reductions. */
import type { WeightType } from '../../src/blob/quantise.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import type { LayerSpec } from '../../src/compile/model.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { train } from '../../src/train/train.ts';
import { randomSequence } from '../models.ts';

const blobOf = (name: string, layer: LayerSpec, weights: WeightType, probes: string[] = []): Uint8Array => {
  const spec = {
    inputs: 3,
    outputs: 2,
    layers: [layer],
    readout: 'dense',
    inputNormalisation: { mean: [0.1, -1, 2], deviation: [1, 2, 0.5] },
    outputNormalisation: { mean: [1, -2], deviation: [3, 0.25] },
  } as const;
  const { model, parameters } = train(spec, [randomSequence(64, 3)], [], { epochs: 3, window: 16, seed: 5 });
  return compile(model, parameters, { name, weights, probes }).blob;
};

export const trained: [name: string, blob: Uint8Array][] = [
  [
    'ltc f32',
    blobOf('ltc', { cell: cells.ltc(), units: 6, integrator: semiImplicit, unfolds: 3 }, 'f32', ['tau']),
  ],
  ['lstm q8', blobOf('lstm', { cell: cells.lstm(), units: 5 }, 'q8')],
  ['hlln f32', blobOf('hlln', { cell: cells.hlln(), units: 3 }, 'f32', ['gamma'])],
];
