/** Stores the state that a model reaches on zeros as its initial state. docs/format.md, "Initial state". */
import { VERSION_INITIAL } from '../../assembly/layout.ts';
import { checkArgument, checkOptions } from '../check/options.ts';
import { bytes as bytesRule, needed, positive, type Rules } from '../check/rules.ts';
import { type ReadContents, readBlob } from '../format/read.ts';
import { writeBlob } from '../format/write.ts';
import { loadSync } from '../runtime/index.ts';

export interface PrewarmOptions {
  /** How long to feed zeros, in seconds. */
  readonly seconds: number;
  /** The time between two steps, in seconds: 1 / 48000 for a model of sound. */
  readonly interval: number;
}

const rules: Rules<PrewarmOptions> = { seconds: needed(positive), interval: needed(positive) };

/** Where the state block lies in a snapshot, by docs/format.md. */
const BLOCK = 36;
/** Steps that are run at once. */
const STEPS = 4096;

/**
 * Runs a blob on inputs of 0 and makes the state that it reaches its initial state. A session then begins, and `reset` leads,
 * where a host would get that feeds these zeros first, with the same bits. Each step has the length that the blob's metadata give
 * as `interval`, or 1. The metadata of the result say `prewarm: { seconds, steps }`, and no longer have what `certify` found.
 * @returns a blob of format version 4; of its own version if the state stays zero
 * @throws RangeError for less than a step, or what is no blob
 * @throws MeniscusError for a blob that the interpreter refuses, or whose states do not stay finite
 */
export function prewarm(blob: Uint8Array, options: PrewarmOptions): Uint8Array {
  checkArgument('prewarm', 'blob', blob, bytesRule);
  checkOptions('prewarm', options, rules);
  const { seconds, interval } = options;
  const steps = Math.round(seconds / interval);
  if (!(steps >= 1 && Number.isSafeInteger(steps)))
    throw new RangeError(`prewarm: ${seconds} s are ${steps} steps of ${interval} s: it needs one or more`);
  const contents = readBlob(blob);
  const { version: _, ...rest } = contents;
  // what this version does to the smallest states counts too
  const initialState = reached(writeBlob({ ...contents, version: VERSION_INITIAL }), contents, steps);
  const metadata = described(contents, { seconds, steps });
  return initialState.some((x) => x !== 0)
    ? writeBlob({ ...rest, initialState, metadata })
    : writeBlob({ ...contents, initialState: null, metadata });
}

/** The state block after so many steps of zeros. */
function reached(blob: Uint8Array, { header, metadata, ports }: ReadContents, steps: number): Float32Array {
  const model = loadSync(blob);
  try {
    const session = model.session({ missing: 'error' });
    const width = ports.find(({ kind }) => kind === 'input')?.length ?? 0;
    const { interval } = metadata;
    const dt = typeof interval === 'number' ? interval : 1;
    for (let left = steps; left > 0; left -= STEPS)
      session.run(new Float64Array(Math.min(left, STEPS) * width), { dt });
    const snapshot = session.snapshot();
    return new Float32Array(snapshot.slice(BLOCK, BLOCK + header.stateBytes).buffer);
  } finally {
    model.dispose();
  }
}

/** The metadata of a model that starts elsewhere. Layers with a trained initial state are those of which it can be read back. */
function described(
  { metadata, ports }: ReadContents,
  { seconds, steps }: { seconds: number; steps: number },
): object {
  const { certified: _, layers, prewarm: before, ...rest } = metadata;
  const already = (before ?? { seconds: 0, steps: 0 }) as { seconds: number; steps: number };
  const several = Array.isArray(layers) && layers.length > 1;
  const hasStates = (layer: number): boolean =>
    ports.some(({ kind, name }) => kind === 'state' && (!several || name.startsWith(`${layer}.`)));
  return {
    ...rest,
    ...(Array.isArray(layers) && {
      layers: layers.map((layer, i) => (hasStates(i) ? { ...layer, initialState: 'trained' } : layer)),
    }),
    prewarm: { seconds: already.seconds + seconds, steps: already.steps + steps },
  };
}
