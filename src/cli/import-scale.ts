/** The scaling and the interval of an imported model, which flags say. */
import type { Imported } from '../import/index.ts';
import { prewarm } from '../import/prewarm.ts';
import { buildNetwork, type Normalisation } from '../network/network.ts';
import { UsageError } from './failure.ts';

type Scales = readonly (readonly [number, number])[] | undefined;

interface Asked {
  readonly scale?: Scales;
  readonly 'scale-outputs'?: Scales;
  readonly interval?: number;
}

/**
 * The model with what the flags add to it; without any, itself.
 * @throws UsageError for a wrong number of scales, and where the model adds inputs to its outputs
 */
export function scaled(imported: Imported, { scale, 'scale-outputs': behind, interval }: Asked): Imported {
  const { spec } = imported;
  const time = interval ?? imported.interval;
  if (!scale && !behind && time === undefined) return imported;
  if (spec.residual && (scale || behind))
    throw new UsageError(
      'the model adds inputs to its outputs: --scale and --scale-outputs would not scale what it adds; scale the data',
    );
  if (behind && spec.readout === 'softmax')
    throw new UsageError('--scale-outputs: the outputs of a softmax are probabilities');
  const network = buildNetwork({
    ...spec,
    ...(scale && { inputNormalisation: normalisation('scale', scale, spec.inputs) }),
    ...(behind && { outputNormalisation: normalisation('scale-outputs', behind, spec.outputs) }),
    ...(time !== undefined && { interval: time }),
  });
  return { ...imported, spec: network.spec, network };
}

/**
 * The blob to write: that which begins where zeros lead, if they are asked for.
 * @throws UsageError if nothing says how long a step is
 */
export function warmed(
  blob: Uint8Array,
  { spec: { interval } }: Imported,
  seconds: number | undefined,
): Uint8Array {
  if (seconds === undefined) return blob;
  if (interval === undefined)
    throw new UsageError(
      '--prewarm needs the time between steps, which the file does not say: give --interval SECONDS',
    );
  if (seconds < interval)
    throw new UsageError(`--prewarm: ${seconds} s are less than a step of ${interval} s`);
  return prewarm(blob, { seconds, interval });
}

function normalisation(name: string, given: NonNullable<Scales>, count: number): Normalisation {
  if (given.length !== 1 && given.length !== count)
    throw new UsageError(
      `--${name} has ${given.length} scales, but the model has ${count}: give one for each, or one for all`,
    );
  const all = Array.from({ length: count }, (_, i) => given[i] ?? given[0]);
  return { mean: all.map(([mean]) => mean), deviation: all.map(([, deviation]) => deviation) };
}
