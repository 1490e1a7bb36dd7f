/** A model whose data lie far from 0 for their spread, and the same one around 0. */
import { cells } from '../src/cells/index.ts';
import { compile } from '../src/compile/compile.ts';
import { buildNetwork, type LayerSpec, type Network, type Normalisation } from '../src/network/network.ts';
import { randomParameters, randomSequence } from './models.ts';

/** A northing in metres, an ordinary input, and milliseconds since 1970; 0 where single precision will do. */
export const inputOrigins = [5_300_000.0625, 0, 1.6e12] as const;
export const deviations = [0.14, 2, 5e4] as const;
export const outputOrigins = [-7e6, 0] as const;

const input: Normalisation = { mean: [inputOrigins[0], 0.3, inputOrigins[2]], deviation: deviations };
const output: Normalisation = { mean: [outputOrigins[0], -2], deviation: [0.5, 0.25] };

const model = (inputNormalisation: Normalisation, outputNormalisation: Normalisation, layer?: LayerSpec) =>
  buildNetwork({
    ...{ inputs: 3, outputs: 2, inputNormalisation, outputNormalisation },
    layers: [layer ?? { cell: cells.gru(), units: 5 }],
    readout: 'dense',
  });

/** Far from 0, and what is left when the origins are taken away. */
export const farModel = (layer?: LayerSpec): Network => model(input, output, layer);
export const nearModel = (layer?: LayerSpec): Network =>
  model(
    { ...input, mean: Array.from(input.mean, (x, i) => x - inputOrigins[i]) },
    { ...output, mean: Array.from(output.mean, (x, i) => x - outputOrigins[i]) },
    layer,
  );

const named = { inputs: ['north', 'x', 'ms'], outputs: ['east', 'y'] };
export const blobOf = (of: Network, metadata: object = named): Uint8Array =>
  compile(of, randomParameters(of, 4), { metadata }).blob;

/** Inputs around 0 in their own units, in single precision, and as far from it as the model expects. */
export function inputsOf(length: number): { near: Float64Array; far: Float64Array } {
  const { inputs } = randomSequence(length, 3);
  // what is left of a sum of 5.3e6 and these in double precision is what was added
  const near = inputs.map((x, i) => Math.round(1024 * x * deviations[i % 3]) / 1024);
  return { near, far: near.map((x, i) => x + inputOrigins[i % 3]) };
}

/** What a model far from 0 gives, from what the same around 0 does. */
export const farOutputs = (near: ArrayLike<number>): number[] =>
  Array.from(near, (y, i) => outputOrigins[i % 2] + y);

/** A model of one input. */
export const oneInput = (mean: number, deviation: number): Uint8Array =>
  blobOf(
    buildNetwork({
      ...{ inputs: 1, outputs: 1, readout: 'dense', layers: [{ cell: cells.gru(), units: 3 }] },
      inputNormalisation: { mean: [mean], deviation: [deviation] },
    }),
    {},
  );
