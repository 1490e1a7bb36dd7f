import { lengthOf, operands, type Value } from '../graph/value.ts';
import { concatOp } from '../ops/index.ts';

/**
 * How many elements at the head of a value depend on no parameter and no state: they need no gradient. This is all of an
 * input, and the input's part of [x; h].
 * @param fed the input of a network that reads its own outputs: it does need gradients
 */
export function sparedElements(fed?: Value): (value: Value) => number {
  const known = new Map<Value, number>(fed && [[fed, 0]]);
  const spared = (value: Value): number => {
    let count = known.get(value);
    if (count === undefined) {
      count = countSpared(value, spared);
      known.set(value, count);
    }
    return count;
  };
  return spared;
}

function countSpared(value: Value, spared: (value: Value) => number): number {
  const { source } = value;
  if (source.kind === 'parameter' || source.kind === 'state' || source.kind === 'carried') return 0;
  if (source.kind === 'op' && source.op === concatOp) {
    const [x, y] = source.inputs;
    return spared(x) < lengthOf(x) ? spared(x) : lengthOf(x) + spared(y);
  }
  return operands(value).every((x) => spared(x) === lengthOf(x)) ? lengthOf(value) : 0;
}
