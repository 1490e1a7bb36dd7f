/** Rebuilds the network of a blob from its metadata. */

import type { ParameterValues } from '../compile/fold.ts';
import { momentsOf } from '../compile/moments.ts';
import { loweredOf, recover } from '../compile/recover.ts';
import { isBuildable, layersOf, residualOf, statisticsOf } from '../format/layers.ts';
import { type ReadContents, readBlob } from '../format/read.ts';
import { buildNetwork, type Network, type NetworkSpec } from '../network/network.ts';
import { resolve } from '../network/spec.ts';
import { record } from '../train/record.ts';
import type { Sequence } from '../train/sequence.ts';
import type { HeldOut } from './held-out.ts';

export interface Source {
  readonly network: Network;
  readonly parameters: ParameterValues;
}

/** @returns null if the metadata describe no network, or the weights do not give its parameters */
export function sourceOf(blob: Uint8Array, { outputNormalisation }: HeldOut): Source | null {
  const { metadata, ports } = readBlob(blob);
  const { readout, interval } = metadata;
  const width = (kind: string): number => ports.find((port) => port.kind === kind)?.length ?? 0;
  const [inputs, outputs] = [width('input'), width('output')];
  const layers = layersOf(metadata);
  if (!layers?.every((layer) => isBuildable(layer, inputs))) return null;
  if (readout !== 'dense' && readout !== 'softmax' && readout !== 'none') return null;
  try {
    const spec: NetworkSpec = resolve({
      ...{ inputs, outputs, layers, readout, outputNormalisation },
      inputNormalisation: statisticsOf(metadata, inputs),
      residual: residualOf(metadata, inputs, outputs),
      interval: typeof interval === 'number' ? interval : undefined,
    });
    const network = buildNetwork(spec);
    const parameters = recover(blob, network)?.parameters;
    return parameters ? { network, parameters } : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Moments of the vectors that each tensor is multiplied with along sequences, for `compensated` rounding. */
export function momentsIn(
  contents: ReadContents,
  { network, parameters }: Source,
  sequences: readonly Sequence[],
): readonly (Float64Array | undefined)[] {
  const made = loweredOf(contents, network);
  if (!made) return [];
  const recorded = record(network, parameters, sequences, { constantInputs: 'accept' });
  return made.constants.map((constant) => momentsOf(constant, made.originOf, recorded));
}
