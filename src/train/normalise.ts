import { median } from '../data/sequence.ts';
import { statisticsOf } from '../data/split.ts';
import type { NetworkSpec } from '../network/network.ts';
import { resolve } from '../network/spec.ts';
import { checkedSequences } from './check-sequences.ts';
import { scoring } from './evaluate.ts';
import { withoutResidual } from './feed.ts';
import type { Loss } from './losses/index.ts';
import type { Sequence, SequenceData } from './sequence.ts';

/**
 * Scales a spec to its training data, as `train` and the command line do: inputs and outputs to mean 0 and deviation 1, the
 * interval to the median of the first sequence. Missing targets do not count. Values that the spec sets itself stay; classes
 * are not scaled.
 * @param sequences to train on
 * @throws RangeError if the sequences do not fit the spec, or an output has no target at all
 */
export function normalise(spec: NetworkSpec, sequences: readonly SequenceData[]): NetworkSpec {
  const { loss } = scoring('normalise', { spec: resolve(spec, 'normalise') }, {});
  const checked = checkedSequences('normalise', 'sequences', sequences, { ...spec, loss, learnt: true });
  return scaledTo(spec, checked, loss);
}

/** Like `normalise`, for checked sequences. */
export function scaledTo<T extends Omit<NetworkSpec, 'layers'>>(
  spec: T,
  sequences: readonly Sequence[],
  loss: Loss,
): T {
  const { inputs, outputs, residual } = spec;
  const [{ dt }] = sequences;
  const of = (lists: readonly Float64Array[], width: number) => {
    const { mean, std } = statisticsOf(lists, width);
    return { mean: Array.from(mean), deviation: Array.from(std) };
  };
  const numbers = !loss.classes && loss.targets(outputs) === outputs;
  return {
    ...(dt && { interval: median(dt) }),
    inputNormalisation: of(
      sequences.map((one) => one.inputs),
      inputs,
    ),
    ...(numbers && {
      outputNormalisation: of(
        sequences.map((one) =>
          residual ? withoutResidual(residual, inputs, one.inputs, one.targets) : one.targets,
        ),
        outputs,
      ),
    }),
    ...Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)),
  } as unknown as T;
}
