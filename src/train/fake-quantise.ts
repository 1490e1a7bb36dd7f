import { assembled, computed, type ParameterValues } from '../compile/fold.ts';
import { type LowerOptions, lower } from '../compile/lower.ts';
import { computedWith, isQuantised, quantise } from '../compile/store.ts';
import type { Value } from '../graph/value.ts';
import { operands } from '../graph/value.ts';
import type { Network } from '../network/network.ts';

/** A network's constants as a blob would store them. Constants that stay f32 are left out. */
export type FakeQuantiser = (parameters: ParameterValues) => ReadonlyMap<Value, Float64Array>;

/**
 * Prepares fake quantisation. The network is lowered once. Each call then folds the parameters, quantises them as export
 * does, and divides out the factors that were multiplied into the weights. Multiplied by these factors and rounded to f32,
 * the result equals what the blob's bytes stand for.
 * @param options those of the later `compile`: they decide which matrices share the scale of a row
 * @throws RangeError like `compile` for the options; the first call throws if a blob stores a matrix twice, rounded differently
 */
export function fakeQuantiser(network: Network, options: LowerOptions): FakeQuantiser {
  const { weights = 'f32' } = options;
  const { plan, constants } = lower(network, options);
  const quantised = constants.filter(isQuantised);
  const needed = new Set<Value>();
  const need = (value: Value): void => {
    if (needed.has(value)) return;
    needed.add(value);
    operands(value).forEach(need);
  };
  for (const { value } of quantised) need(value);
  const order = plan.constants.filter((value) => needed.has(value));
  let checked = false;
  return (parameters) => {
    const folded = computed(order, parameters);
    const stored = quantised.map((constant) => {
      const { value } = constant;
      return { value, values: quantise(constant, folded.get(value) as Float64Array, weights).values };
    });
    const found = computedWith(stored, folded);
    if (!checked) for (const one of stored) checkExact(one, new Map([...folded, ...found]));
    checked = true;
    return found;
  };
}

interface Stored {
  readonly value: Value;
  readonly values: Float64Array;
}

/** @throws RangeError if a matrix is not, in f32, what its parts give */
function checkExact({ value, values }: Stored, constants: ReadonlyMap<Value, Float64Array>): void {
  const { source } = value;
  const parts = source.kind === 'assembled' ? source.parts : [];
  const again =
    parts.length > 0 ? assembled(value, parts, constants) : (constants.get(value) as Float64Array);
  if (again.every((x, i) => Math.fround(x) === values[i])) return;
  const names = [value, ...parts.map((part) => part.value)].flatMap((part) =>
    part.source.kind === 'parameter' ? [part.source.parameter.name] : [],
  );
  throw new RangeError(
    `qat: the matrix of ${[...new Set(names)].join(', ')} is stored twice, with different factors, and rounded differently: ` +
      'training can compute with one of them only. Use a matrix of its own for each',
  );
}
