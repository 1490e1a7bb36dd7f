/** The network that a blob was made from, with the parameters that its weights stand for. */
import { type Recovered, recover } from '../../compile/recover.ts';
import { isBuildable, layersOf, residualOf, statisticsOf } from '../../format/layers.ts';
import { type ReadContents, readBlob } from '../../format/read.ts';
import { buildNetwork, type Network, type ResolvedSpec } from '../../network/network.ts';
import { resolve } from '../../network/spec.ts';
import { ImportError } from '../error.ts';

export interface Source extends Recovered {
  readonly spec: ResolvedSpec;
  /** Computes with numbers that have no origins: the means of its inputs are given less them. */
  readonly network: Network;
  readonly contents: ReadContents;
}

/**
 * Rebuilds a blob's network from its metadata, and its parameters from its weights.
 * @param file for messages
 * @throws ImportError if the metadata do not say what the blob was made from, or its program is another;
 * RangeError for an unknown cell or unknown options of a cell
 */
export function sourceOf(blob: Uint8Array, file: string): Source {
  const contents = readBlob(blob);
  const { metadata } = contents;
  const { interval } = metadata;
  const bare = specOf(contents, file);
  // the read-out's weights include the scale of the outputs; whether there was one decides the program
  const unit = { mean: new Float64Array(bare.outputs), deviation: new Float64Array(bare.outputs).fill(1) };
  for (const outputNormalisation of [undefined, unit])
    for (const scaled of typeof interval === 'number' && interval > 0 && interval !== 1
      ? [interval, 1]
      : [1]) {
      const spec: ResolvedSpec = { ...bare, outputNormalisation, interval: scaled };
      const network = buildNetwork(spec);
      const found = recover(blob, network, null);
      if (found) return { spec, network, contents, ...found };
    }
  throw new ImportError(
    `${file}: its program is not the one that this version makes of such a model; export it with the version that wrote it`,
  );
}

/** What the metadata say of the network, without the scale of its outputs. */
function specOf({ metadata, ports, origins }: ReadContents, file: string): ResolvedSpec {
  const lengthOf = (kind: string): number => ports.find((port) => port.kind === kind)?.length ?? 0;
  const { readout } = metadata;
  const layers = layersOf(metadata);
  if (!layers || layers.length === 0 || (readout !== 'dense' && readout !== 'softmax' && readout !== 'none'))
    throw new ImportError(
      `${file}: its metadata do not say what model it is; only blobs that were trained or imported here, without --strip, can be exported`,
    );
  const inputs = lengthOf('input');
  const outputs = lengthOf('output');
  if (!layers.every((layer) => isBuildable(layer, inputs)))
    throw new ImportError(`${file}: its metadata speak of more units than a network of these cells can have`);
  const normalisation = statisticsOf(metadata, inputs);
  return resolve({
    ...{ layers, readout, inputs, outputs },
    residual: residualOf(metadata, inputs, outputs),
    // means are given less the origins: what is exported computes in single precision too
    ...(normalisation && {
      inputNormalisation: {
        ...normalisation,
        mean: normalisation.mean.map((mean, i) => mean - (origins?.inputs[i].origin ?? 0)),
      },
    }),
  });
}
