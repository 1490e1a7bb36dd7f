import type { Dataset } from '../data/sequence.ts';
import { FileError } from '../files/error.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import { quantisedTypes, type WeightType } from '../quantise/types.ts';
import type { Recording } from '../train/recording.ts';
import { columns } from '../train/task.ts';
import { inputColumns } from './columns.ts';
import { UsageError } from './failure.ts';
import { rounding, strip } from './flags/shared.ts';
import type { Notes } from './terminal.ts';

/** Flags of the commands that store weights. */
export const storing = { rounding: rounding('nearest'), strip };

/** Weight type and rounding, as the commands say them. */
export const stored = (weights: WeightType, rounding: Rounding): string =>
  rounding === 'nearest' ? weights : `${weights}, ${rounding}`;

/**
 * The type of the blob's weights, and the one to train with, if any.
 * @throws UsageError where they differ
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
 * The rounding that was asked for, if it goes with the other flags.
 * @param qat the type that is trained with, whose weights are rounded to the nearest
 * @throws UsageError for one that the weight type has nothing to do with, or that would undo what was trained
 */
export function roundingFor(
  rounding: Rounding,
  weights: WeightType,
  qat: WeightType | null = null,
): Rounding {
  if (rounding !== 'nearest' && qat)
    throw new UsageError(
      `--rounding ${rounding} would store other weights than --qat ${qat} trains with, each rounded to the nearest: ` +
        'leave one of them out',
    );
  if (rounding !== 'nearest' && !quantisedTypes.includes(weights))
    throw new UsageError(
      `--rounding ${rounding} chooses quantised values, which ${weights} does not have: add --weights ${quantisedTypes.join(' or ')}`,
    );
  return rounding;
}

/**
 * Recordings of what a model will read.
 * @param width inputs of the model
 * @param inputs columns by name, in the order of the inputs; else they go by position, which is said
 * @throws FileError for a column that is missing, or another number of columns
 */
export function recordingsOf(
  notes: Notes,
  file: string,
  dataset: Dataset,
  width: number,
  inputs?: readonly string[],
): Recording[] {
  const names = inputColumns(notes, file, dataset.channels, dataset.time ?? null, width, inputs ?? null);
  return dataset.recordings.map((one) => ({
    length: one.length,
    inputs: columns(one, dataset.channels, names, 0, one.length),
    dt: one.dt,
  }));
}

/** What `calibration` gives. @throws FileError naming the file, where a recording cannot be calibrated with */
export function withFile<T>(file: string, calibration: () => T): T {
  try {
    return calibration();
  } catch (error) {
    if (error instanceof RangeError) throw new FileError(`${file}: ${error.message}`);
    throw error;
  }
}
