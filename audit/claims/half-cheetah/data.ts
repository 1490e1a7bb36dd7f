import { readFileSync } from 'node:fs';
import { DataError } from '../../../src/check/data-error.ts';
import { recordings as recordingsOf } from '../../../src/data/recordings.ts';
import type { Recording } from '../../../src/data/sequence.ts';
import { statistics } from '../../../src/data/split.ts';
import { npyTables } from '../../../src/table/npy.ts';
import type { Sequence } from '../../../src/train/sequence.ts';

export const CHANNELS = 17;
const TRACES = 31;
const SAMPLES = 1000;
/** Windows like those of the source's script: their steps, and a start at every tenth step. */
export const WINDOW = 32;
export const STRIDE = 10;
const WINDOWS = 97;

/** Traces by their place in the source's list of files, sorted; the last six it does not use. */
export const split = { validation: [0, 5], test: [5, 15], train: [15, 25] } as const;

export interface Cheetah {
  /** Whole traces, which training cuts into windows. */
  readonly train: readonly Sequence[];
  /** Windows, each from the zero state. */
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
  /** The traces of the test windows. */
  readonly testTraces: readonly Sequence[];
  /** Of the training traces: each input in its own deviation, all outputs in a common one, which is MSE in the data's units. */
  readonly inputs: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
  readonly outputs: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
}

/** Says how to obtain the recordings. */
export const HOW_TO_GET =
  'the recordings are in the source’s repository, github.com/raminmh/liquid_time_constant_networks, folder ' +
  'experiments_with_ltcs/data/cheetah: stack its 31 files with ' +
  'numpy.save("cheetah.npy", numpy.stack([numpy.load(f) for f in sorted(glob.glob("trace_*.npy"))]).astype("<f4")) ' +
  'and pass --cheetah cheetah.npy';

const windowAt = ({ values }: Recording, start: number, length: number): Sequence => ({
  length,
  inputs: values.slice(start * CHANNELS, (start + length) * CHANNELS),
  targets: values.slice((start + 1) * CHANNELS, (start + length + 1) * CHANNELS),
  dt: null,
});

const windowsOf = (trace: Recording): Sequence[] =>
  Array.from({ length: WINDOWS }, (_, i) => windowAt(trace, i * STRIDE, WINDOW));

/** Cuts the predictions for a whole trace into windows. */
export const cut = (predictions: Float64Array): Float64Array[] =>
  Array.from({ length: WINDOWS }, (_, i) =>
    predictions.slice(i * STRIDE * CHANNELS, (i * STRIDE + WINDOW) * CHANNELS),
  );

/** @throws DataError for a file of another shape */
export function readCheetah(file: string): Cheetah {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new DataError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); ${HOW_TO_GET}`);
  }
  const { recordings } = recordingsOf(npyTables(bytes, { file }), { time: null });
  const [first] = recordings;
  if (recordings.length !== TRACES || first.length !== SAMPLES || first.channels !== CHANNELS)
    throw new DataError(
      `${file}: has ${recordings.length} recordings of ${first.length} × ${first.channels}, not ${TRACES} of ${SAMPLES} × ${CHANNELS}; ${HOW_TO_GET}`,
    );
  const part = ([from, to]: readonly [number, number]): Recording[] => recordings.slice(from, to);
  const { mean, std } = statistics({ channels: names, recordings: part(split.train) });
  const common = Math.sqrt(std.reduce((sum, s) => sum + s * s, 0) / CHANNELS);
  const length = (WINDOWS - 1) * STRIDE + WINDOW;
  return {
    train: part(split.train).map((trace) => windowAt(trace, 0, length)),
    validation: part(split.validation).flatMap(windowsOf),
    test: part(split.test).flatMap(windowsOf),
    testTraces: part(split.test).map((trace) => windowAt(trace, 0, length)),
    inputs: { mean: [...mean], deviation: [...std] },
    outputs: { mean: [...mean], deviation: Array.from(mean, () => common) },
  };
}

const names = Array.from({ length: CHANNELS }, (_, i) => `x${i}`);
