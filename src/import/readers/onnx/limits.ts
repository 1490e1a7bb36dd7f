/** Elements limited from below and above. */
import type { Value } from '../../../graph/value.ts';
import * as o from '../../../ops/index.ts';
import type { Call } from './call.ts';
import { mapped } from './elementwise.ts';
import { combined } from './fold.ts';
import type { Constant, Tensor } from './tensor.ts';

/** Every number in single precision lies within. */
const ENDLESS = 3.4028234663852886e38;

/** A bound; null: none. */
function bound(x: Constant | null): number | null {
  if (x === null) return null;
  const [first] = x.data;
  return Math.abs(first) >= ENDLESS ? null : first;
}

/** max(x, c), or min(x, c) with the sign −1: x and what is missing, so that nothing changes where nothing is cut. */
const larger = (x: Value, c: number, sign: 1 | -1): Value => {
  const missing = o.relu(o.shift(o.scale(x, -sign), sign * c));
  return sign === 1 ? o.add(x, missing) : o.sub(x, missing);
};

/** x between two numbers, either of which may be absent. */
export function limited(call: Call, x: Tensor, low: Constant | null, high: Constant | null): Tensor {
  if (x.kind === 'constant') {
    const above = low ? combined(call, x, low, Math.max) : x;
    return high ? combined(call, above, high, Math.min) : above;
  }
  const [a, b] = [bound(low), bound(high)];
  if (a !== null && b !== null && a === -b && b > 0) return mapped(call, x, (value) => o.clip(value, b));
  if (a === 0 && b === 1) return mapped(call, x, (value) => o.hardSigmoid(value, 1, 0));
  const above = a === null ? x : mapped(call, x, (value) => (a === 0 ? o.relu(value) : larger(value, a, 1)));
  return b === null ? above : mapped(call, above, (value) => larger(value, b, -1));
}
