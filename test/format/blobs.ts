/** Blobs with everything that the format has: every cell in every type of weights, and every kind of tensor. */

import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { storageOf, type WeightType } from '../../src/quantise/types.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';
import { sparseLayers } from './trained.ts';

export interface Named {
  readonly name: string;
  readonly blob: Uint8Array;
}

/** Cells whose state grows without a bound from random weights, but not from smaller ones. */
const growing = ['al-rnn', 'sh-plrnn'];

function compiled(name: string, network: Network, weights: WeightType): Named {
  const probes = [...network.probes.keys()];
  const factor = growing.includes(network.spec.layers[0].cell.name) ? 0.3 : 1;
  const parameters = new Map(
    [...randomParameters(network, 6)].map(([key, values]) => [key, values.map((x) => factor * x)]),
  );
  return { name, blob: compile(network, parameters, { name, weights, probes }).blob };
}

/** Wide enough for a matrix of 16-bit integers. */
function integers(): Named {
  const network = buildNetwork({
    inputs: 40,
    outputs: 2,
    layers: [{ cell: cells.ltc(), units: 40, integrator: semiImplicit, unfolds: 2 }],
    readout: 'dense',
  });
  const parameters = randomParameters(network, 10);
  const ranges = calibrate(network, parameters, [randomSequence(50, 40)]);
  const { blob } = compile(network, parameters, { name: 'integers', weights: 'i16', ranges });
  return { name: 'integers', blob };
}

/** Rows of more columns than share a scale. */
function wide(weights: WeightType): Named {
  const layers = [{ cell: cells.rnn(), units: 5 }];
  return compiled('wide', buildNetwork({ inputs: 70, outputs: 2, layers, readout: 'dense' }), weights);
}

/** Blobs whose states are about 2⁻¹⁰⁰ in size: from version 3 on, those below it become 0. The outputs show which. */
export const ofSmallStates = (): Named[] =>
  [{ cell: cells.rnn() }, { cell: cells.ctrnn(), integrator: semiImplicit, unfolds: 2 }].map((layer) => {
    const network = buildNetwork({
      inputs: 2,
      outputs: 2,
      layers: [{ ...layer, units: 6 }],
      readout: 'dense',
    });
    const factors: Record<string, number> = { weight_ih: 2 ** -100, U: 2 ** -100, 'readout.W': 2 ** 100 };
    const parameters = new Map(
      [...randomParameters(network, 3)].map(([key, values]) => [
        key,
        values.map((x) => (/^(bias_|b$|readout\.b)/.test(key) ? 0 : x * (factors[key] ?? 1))),
      ]),
    );
    const name = `small states of ${layer.cell.name}`;
    return { name, blob: compile(network, parameters, { name }).blob };
  });

/** The blobs of a type of weights. */
export function blobsIn(weights: WeightType): Named[] {
  const sparse = buildNetwork({ inputs: 3, outputs: 2, layers: [...sparseLayers], readout: 'dense' });
  return [
    ...layers.map(([name, layer]) => compiled(name, smallModel(layer), weights)),
    compiled('without empty blocks', sparse, weights),
    ...(storageOf(weights).integers ? [integers()] : []),
    ...(storageOf(weights).block === null ? [] : [wide(weights)]),
  ];
}
