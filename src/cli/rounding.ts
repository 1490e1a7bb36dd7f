import type { Dataset } from '../data/sequence.ts';
import { type Rounding, roundings } from '../quantise/rounding/index.ts';
import { levelTypes, type WeightType } from '../quantise/types.ts';
import type { Recording } from '../train/recording.ts';
import { columns } from '../train/task.ts';
import { FileError } from './files.ts';
import { inputColumns } from './input-columns.ts';
import type { Notes } from './notes.ts';
import { choice, UsageError } from './usage.ts';

/** Flags of the commands that store weights. */
export const storingFlags = {
  rounding: {
    type: 'string',
    description: `Of weights in ${levelTypes.join(', ')}: ${roundings.join(', ')}`,
    default: 'nearest',
  },
  strip: { type: 'boolean', description: 'Leave out all metadata that running does not need' },
} as const;

/** Weight type and rounding, as the commands say them. */
export const stored = (weights: WeightType, rounding: Rounding): string =>
  rounding === 'nearest' ? weights : `${weights}, ${rounding}`;

/**
 * The rounding that was asked for.
 * @param qat the type that is trained with, which is the nearest levels
 * @throws UsageError for one that the weight type has nothing to do with, or that would undo what was trained
 */
export function roundingFor(given: string, weights: WeightType, qat: WeightType | null = null): Rounding {
  const rounding = choice('rounding', given, roundings);
  if (rounding !== 'nearest' && qat)
    throw new UsageError(
      `--rounding ${rounding} would store other weights than --qat ${qat} trains with, which are in the nearest levels: ` +
        'leave one of them out',
    );
  if (rounding !== 'nearest' && !levelTypes.includes(weights))
    throw new UsageError(
      `--rounding ${rounding} chooses levels, which ${weights} has not: add --weights ${levelTypes.join(' or ')}`,
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
