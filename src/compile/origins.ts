/** Origins: what a blob subtracts from inputs and outputs for which single precision is too coarse. */

import { spacingAt } from '../check/single.ts';
import type { Origin, Origins } from '../format/write.ts';
import type { Value } from '../graph/value.ts';
import type { Network, NetworkSpec, Normalisation } from '../network/network.ts';

/** Data this many deviations from the mean must still be told apart. */
const EXPECTED = 4;
/** How far apart single-precision numbers may be there, in deviations. */
const FINE = 2 ** -10;

/** The origin for a mean: the mean itself if single precision cannot tell the data apart there, else 0. */
function originOf(mean: number, deviation: number): Origin {
  const coarse = spacingAt(Math.abs(mean) + EXPECTED * deviation) > FINE * deviation;
  return { origin: coarse ? mean : 0, deviation };
}

const originsIn = (normalisation: Normalisation | undefined, length: number): Origin[] =>
  Array.from({ length }, (_, i) =>
    normalisation ? originOf(normalisation.mean[i], normalisation.deviation[i]) : { origin: 0, deviation: 0 },
  );

/** The origins of a network's inputs and outputs; null if it needs none. docs/format.md, "Origins". */
export function originsOf({
  inputs,
  outputs,
  inputNormalisation,
  outputNormalisation,
}: Pick<NetworkSpec, 'inputs' | 'outputs' | 'inputNormalisation' | 'outputNormalisation'>): Origins | null {
  const found = {
    inputs: originsIn(inputNormalisation, inputs),
    outputs: originsIn(outputNormalisation, outputs),
  };
  return [...found.inputs, ...found.outputs].some(({ origin }) => origin !== 0) ? found : null;
}

/** Means with other origins: `factor` times the blob's are added. */
function shifted(
  constants: ReadonlyMap<Value, Float64Array>,
  origins: Origins | null,
  { means }: Network,
  factor: 1 | -1,
): Map<Value, Float64Array> {
  const all = new Map(constants);
  for (const side of ['inputs', 'outputs'] as const) {
    const value = means[side];
    const found = value && constants.get(value);
    if (origins && found)
      all.set(
        value,
        found.map((mean, i) => mean + factor * origins[side][i].origin),
      );
  }
  return all;
}

/** The means that a program computes with: the network's, less the origins. */
export const meansWithout = (origins: Origins | null, network: Network): ReadonlyMap<Value, Float64Array> =>
  shifted(
    new Map(
      Object.values(network.means).flatMap((value): [Value, Float64Array][] =>
        value.source.kind === 'constant' ? [[value, value.source.data]] : [],
      ),
    ),
    origins,
    network,
    -1,
  );

/** A program's constants as the network's constants, whose means still include the origins. */
export const withOrigins = (
  constants: ReadonlyMap<Value, Float64Array>,
  origins: Origins | null,
  network: Network,
): ReadonlyMap<Value, Float64Array> => shifted(constants, origins, network, 1);
