import type { ParameterValues } from '../compile/fold.ts';
import type { Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { Evaluator } from './evaluate.ts';
import { checkedRecordings, factorsOf, type Recording } from './recording.ts';

/** How much larger than anything seen in calibration a value may be before it is clamped. */
const MARGIN = 1.25;

/**
 * The vectors that a network multiplies with matrices. States without bound are left out: they have no range.
 */
export function rangedVectors(network: Network): Value[] {
  const unbounded = new Set(
    network.states.flatMap(({ before, after, unbounded }) =>
      unbounded ? [before, after, after.source.kind === 'result' ? after.source.of.carried : after] : [],
    ),
  );
  return factorsOf(network).filter((vector) => !unbounded.has(vector));
}

/**
 * The largest size of each vector on recordings, plus a quarter. `compile` needs it to store wide i16 matrices for
 * multiplication in integers. States without bound are left out.
 * @param given recordings like those of the training; no targets are needed
 * @throws RangeError for recordings of another width, or with values that are not finite
 */
export function calibrate(
  network: Network,
  parameters: ParameterValues,
  given: readonly Recording[],
): ReadonlyMap<Value, number> {
  checkNetwork('calibrate', network);
  const recordings = checkedRecordings('calibrate', given, network.spec.inputs);
  const vectors = rangedVectors(network);
  const evaluator = new Evaluator(network, parameters, { also: vectors });
  const largest = new Map<Value, number>();
  for (const recording of recordings)
    evaluator.run(recording, (_, read) => {
      for (const vector of vectors) {
        let top = largest.get(vector) ?? 0;
        // a loop's state is read before its last unfold, so its result counts too
        const { source } = vector;
        for (const value of source.kind === 'carried' ? [vector, source.of.result] : [vector])
          for (const x of read(value)) top = Math.max(top, Math.abs(x));
        largest.set(vector, top);
      }
    });
  for (const [vector, top] of largest)
    if (top > 0 && top < Infinity) largest.set(vector, MARGIN * top);
    else largest.delete(vector);
  return largest;
}
