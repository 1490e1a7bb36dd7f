import { checkOptions } from '../check/options.ts';
import { oneOf, type Rules } from '../check/rules.ts';
import type { Recorded } from '../compile/compile.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { Evaluator } from './evaluate.ts';
import { checkedRecordings, checkInputsMove, factorsOf, type Recording } from './recording.ts';

export interface RecordOptions {
  /**
   * What to do with an input that never changes: `accept` for the data that the model was trained on and scaled by, in which it
   * is 0 to the model. Default `refuse`.
   */
  readonly constantInputs?: 'refuse' | 'accept';
}

const recordRules: Rules<RecordOptions> = { constantInputs: oneOf(['refuse', 'accept']) };

/** Samples that are kept; of longer recordings, steps at equal distances. */
const SAMPLES = 4096;

/**
 * What each vector that a model multiplies with a matrix is along recordings: what `compile` needs for compensated rounding.
 * The model runs from the initial state in float64, so states are those that it brings itself to, in every unfold.
 * @param given recordings of what the model will read in use; no targets are needed
 * @returns [samples × length] for each vector, at most 4,096 samples
 * @throws RangeError for recordings of another width, with values that are not finite, or in which an input never changes;
 * for a model that does not stay finite on them
 */
export function record(
  network: Network,
  parameters: ParameterValues,
  given: readonly Recording[],
  { constantInputs = 'refuse', ...more }: RecordOptions = {},
): Recorded {
  checkNetwork('record', network);
  checkOptions<RecordOptions>('record', { constantInputs, ...more }, recordRules);
  const { inputs } = network.spec;
  const recordings = checkedRecordings('record', given, inputs);
  if (constantInputs === 'refuse') checkInputsMove(recordings, inputs);
  const vectors = factorsOf(network);
  const unfolds = Math.max(1, ...vectors.map(({ loop }) => loop?.count ?? 1));
  const total = recordings.reduce((sum, { length }) => sum + length, 0);
  const every = Math.ceil((total * unfolds) / SAMPLES);
  const count = Math.ceil(total / every) * unfolds;
  const recorded = new Map(
    vectors.map((v): [Value, Float64Array] => [v, new Float64Array(count * lengthOf(v))]),
  );

  const evaluator = new Evaluator(network, parameters, { also: vectors });
  let before = 0; // steps of the recordings before
  let sample = 0;
  recordings.forEach((recording, index) => {
    evaluator.run(recording, (step, read) => {
      if ((before + step) % every !== 0) return;
      for (const [vector, samples] of recorded) {
        const last = (vector.loop?.count ?? 1) - 1;
        for (let unfold = 0; unfold < unfolds; unfold++) {
          const values = read(vector, Math.min(unfold, last));
          if (!values.every(Number.isFinite))
            throw new RangeError(
              `calibration recording ${index}: the model is no longer finite at step ${step}: it cannot run on these data`,
            );
          samples.set(values, (sample + unfold) * values.length);
        }
      }
      sample += unfolds;
    });
    before += recording.length;
  });
  return recorded;
}
