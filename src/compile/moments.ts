import { lengthOf, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import type { Constant } from './encode.ts';
import type { Lowered } from './lower.ts';
import { applied } from './rewrite.ts';

/** A network's vectors along recordings, [samples × length] each; row i of every vector is from the same moment. */
export type Recorded = ReadonlyMap<Value, Float64Array>;

/** @throws RangeError if the rounding needs a recording of this very network and has none */
export function checkRounding(network: Network, rounding: Rounding, recorded?: Recorded): void {
  if (rounding !== 'compensated') return;
  if (!recorded)
    throw new RangeError(
      'rounding "compensated" needs to know what the weights are multiplied with: pass recorded: record(model, parameters, ' +
        'recordings), or round by "least-squares"',
    );
  if ([...recorded.keys()].some(({ graph }) => graph !== network.graph))
    throw new RangeError('the recording is of another network: record and compile the same one');
}

/**
 * The mean of x xᵀ over the vectors x that a matrix is multiplied with, [columns × columns], averaged over instructions.
 * Undefined if one of the vectors was not recorded, or if the matrix multiplies no vector.
 */
export function momentsOf(
  { value, uses }: Constant,
  originOf: Lowered['originOf'],
  recorded: Recorded,
): Float64Array | undefined {
  const [, columns = 1] = value.shape;
  const sums = new Float64Array(columns * columns);
  for (const use of uses) {
    const parts = use.flatMap((vector) => partsOf(originOf(vector), recorded));
    if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
    add(sums, columns, parts as readonly Part[]);
  }
  return uses.length > 0 ? sums.map((x) => x / uses.length) : undefined;
}

interface Part {
  readonly length: number;
  readonly samples: Float64Array;
}

/** A vector's samples; a concatenation has those of its parts. Undefined for a vector that was not recorded. */
function partsOf(vector: Value | undefined, recorded: Recorded): (Part | undefined)[] {
  if (!vector) return [undefined];
  const samples = recorded.get(vector);
  if (samples) return [{ length: lengthOf(vector), samples }];
  const concat = applied(vector, 'concat');
  return concat ? concat.inputs.flatMap((part) => partsOf(part, recorded)) : [undefined];
}

function add(sums: Float64Array, columns: number, parts: readonly Part[]): void {
  const count = parts[0].samples.length / parts[0].length;
  const x = new Float64Array(columns);
  for (let s = 0; s < count; s++) {
    let at = 0;
    for (const { samples, length } of parts) {
      x.set(samples.subarray(s * length, (s + 1) * length), at);
      at += length;
    }
    for (let i = 0; i < columns; i++)
      for (let j = 0; j < columns; j++) sums[i * columns + j] += (x[i] * x[j]) / count;
  }
}
