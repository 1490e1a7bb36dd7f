import type { ParameterValues } from '../compile/fold.ts';
import { recover } from '../compile/recover.ts';
import { layersOf, statisticsOf } from '../format/layers.ts';
import type { ReadContents } from '../format/read.ts';
import { readingOf } from '../format/reading.ts';
import { buildNetwork, type Network, type ResolvedSpec } from '../network/network.ts';
import { strange } from './interval.ts';
import type { Notes } from './notes.ts';
import { openBlob } from './open-blob.ts';
import { UsageError } from './usage.ts';

/** A model to train, and the weights that it starts with: null where they are drawn. */
export interface Start {
  readonly spec: ResolvedSpec;
  readonly network: Network;
  readonly from: ParameterValues | null;
  /** The bytes that they were read from. */
  readonly files: readonly Uint8Array[];
}

/** @param path of the blob to start from, see `startFrom`. @throws FileError, and as `startFrom` */
export async function startOf(
  notes: Notes,
  path: string | undefined,
  spec: ResolvedSpec,
  inputs: readonly string[],
): Promise<Start> {
  if (path === undefined) return { spec, network: buildNetwork(spec), from: null, files: [] };
  const { blob, contents, model } = await openBlob(path, notes.say);
  model.dispose();
  return startFrom(notes, path, blob, contents.metadata, spec, inputs);
}

/**
 * Starts with the weights of a blob. Its scaling of inputs and time stays, for its weights were learnt with it; outputs are
 * scaled as the data ask, which the read-out makes up for.
 * @param spec the model that the flags and the data ask for
 * @param inputs names of the channels that it reads
 * @throws UsageError for a blob of another model, or of other inputs
 */
function startFrom(
  notes: Notes,
  file: string,
  blob: Uint8Array,
  metadata: ReadContents['metadata'],
  spec: ResolvedSpec,
  inputs: readonly string[],
): Start {
  if (Array.isArray(metadata.inputs) && metadata.inputs.join() !== inputs.join())
    throw new UsageError(
      `--from ${file}: it reads ${metadata.inputs.join(', ')}, but here the inputs are ${inputs.join(', ')}`,
    );
  const said = strange(spec.interval ?? 1, readingOf(metadata, spec.inputs).interval);
  if (said) notes.say(`--from ${file}: ${said}`);
  const { interval } = metadata;
  const scaled: ResolvedSpec = {
    ...spec,
    inputNormalisation: statisticsOf(metadata, spec.inputs),
    interval: typeof interval === 'number' ? interval : undefined,
  };
  const network = buildNetwork(scaled);
  const found = recover(blob, network);
  if (!found) {
    const layers = (layersOf(metadata) ?? []).map(({ cell, units, integrator, unfolds }) =>
      [cell, `${units} units`, ...(integrator ? [integrator, `${unfolds ?? 1} unfolds`] : [])].join(', '),
    );
    throw new UsageError(
      `--from ${file}: it is another model than the flags ask for: give those it was trained with` +
        (layers.length > 0 ? `; it has ${layers.join(' + ')}` : ''),
    );
  }
  return { spec: scaled, network: network, from: found.parameters, files: [blob] };
}
