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

/** A residual output is an input and what the network adds to it: so are its origin and its deviation. */
const withInput = (input: Origin, own: Origin): Origin => ({
  origin: input.origin + own.origin,
  deviation: Math.hypot(input.deviation, own.deviation),
});

/** The origins of a network's inputs and outputs; null if it needs none. docs/format.md, "Origins". */
export function originsOf(
  spec: Pick<NetworkSpec, 'inputs' | 'outputs' | 'inputNormalisation' | 'outputNormalisation' | 'residual'>,
): Origins | null {
  const inputs = originsIn(spec.inputNormalisation, spec.inputs);
  const outputs = originsIn(spec.outputNormalisation, spec.outputs).map((own, i) => {
    const index = spec.residual?.[i] ?? null;
    return index === null ? own : withInput(inputs[index], own);
  });
  const found = { inputs, outputs };
  return [...inputs, ...outputs].some(({ origin }) => origin !== 0) ? found : null;
}

/** Means with other origins: `factor` times the blob's are added. */
function shifted(
  constants: ReadonlyMap<Value, Float64Array>,
  origins: Origins | null,
  { means, spec: { residual } }: Network,
  factor: 1 | -1,
): Map<Value, Float64Array> {
  const all = new Map(constants);
  // that of a residual input is in the sum already
  const added = (side: 'inputs' | 'outputs', i: number): number => {
    const index = side === 'outputs' ? (residual?.[i] ?? null) : null;
    return index === null ? 0 : (origins?.inputs[index].origin ?? 0);
  };
  for (const side of ['inputs', 'outputs'] as const) {
    const value = means[side];
    const found = value && constants.get(value);
    if (origins && found)
      all.set(
        value,
        found.map((mean, i) => mean + factor * (origins[side][i].origin - added(side, i))),
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
