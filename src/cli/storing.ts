import { FileError } from '../files/error.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import { quantisedTypes, type WeightType } from '../quantise/types.ts';
import { UsageError } from './failure.ts';
import { rounding, strip } from './flags/weights.ts';

/** Flags of commands that store weights. */
export const storing = { rounding: rounding('nearest'), strip };

/** Weight type and rounding from the flags. */
export const stored = (weights: WeightType, rounding: Rounding): string =>
  rounding === 'nearest' ? weights : `${weights}, ${rounding}`;

/**
 * The type of the blob's weights, and the one to train with, if any.
 * @throws UsageError if they differ
 */
export function weightsOf({
  weights,
  qat,
}: {
  readonly weights: WeightType | undefined;
  readonly qat: WeightType | undefined;
}): { weights: WeightType; qat: WeightType | null } {
  if (qat && weights && weights !== qat)
    throw new UsageError(
      `--qat ${qat} trains for a blob in ${qat}, not in ${weights}: leave --weights out, or give --qat ${weights}`,
    );
  return { weights: weights ?? qat ?? 'f32', qat: qat ?? null };
}

/**
 * Returns the rounding if it goes with the other flags.
 * @param qat the type to train with, which rounds to nearest
 * @throws UsageError if the weight type needs no rounding, or the rounding would undo the training
 */
export function roundingFor(
  rounding: Rounding,
  weights: WeightType,
  qat: WeightType | null = null,
): Rounding {
  if (rounding !== 'nearest' && qat)
    throw new UsageError(
      `--rounding ${rounding} would store other weights than --qat ${qat} trains with, which rounds to nearest: ` +
        'leave one of them out',
    );
  if (rounding !== 'nearest' && !quantisedTypes.includes(weights))
    throw new UsageError(
      `--rounding ${rounding} chooses quantised values, which ${weights} does not have: add --weights ${quantisedTypes.join(' or ')}`,
    );
  return rounding;
}

/** Calls `calibration`. @throws FileError naming the file, if its recording is unfit for calibration */
export function withFile<T>(file: string, calibration: () => T): T {
  try {
    return calibration();
  } catch (error) {
    if (error instanceof RangeError) throw new FileError(`${file}: ${error.message}`);
    throw error;
  }
}
