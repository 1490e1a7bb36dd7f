/** The constants that an existing blob computes with. */
import { weightsOf } from '../format/decode.ts';
import type { ReadContents } from '../format/read.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { fold, type ParameterValues } from './fold.ts';
import { meansWithout, withOrigins } from './origins.ts';
import { loweredOf } from './recover.ts';
import { computedWith } from './store.ts';

/**
 * A blob's stored numbers as the constants of its network, like `Compiled.constants`; null if the blob is of another
 * network.
 * @param parameters those that the blob was made from, or that were recovered from it
 */
export function constantsOf(
  contents: ReadContents,
  network: Network,
  parameters: ParameterValues,
): ReadonlyMap<Value, Float64Array> | null {
  const made = loweredOf(contents, network);
  if (!made) return null;
  const { origins, tensors } = contents;
  const folded = fold(network, made.plan.constants, parameters, meansWithout(origins, network));
  const stored = made.constants.map(({ value }, i) => ({ value, values: weightsOf(tensors[i]) }));
  return withOrigins(computedWith(stored, folded), origins, network);
}
