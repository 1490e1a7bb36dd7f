import {
  A,
  type Attributes,
  B,
  type Cost,
  type Interval,
  M,
  mismatch,
  N,
  NO_COST,
  type Op,
  OUT,
} from '../graph/op.ts';
import { lengthOf } from '../graph/value.ts';

/*
 * Each operation writes its own two loops, short as they are: a loop of one function over f and df would call them as
 * whatever they happen to be, and box every number on the way.
 */

interface Unary {
  readonly name: string;
  readonly opcode: number | null;
  /** v[o + j] = f(v[a + j]) for j = 0 … n − 1; v[m] is the immediate. */
  forward(v: Float64Array, o: number, a: number, n: number, m: number): void;
  /** g[a + j] += g[o + j] · f'(v[a + j]); v[o + j] is the value. */
  backward(v: Float64Array, g: Float64Array, o: number, a: number, n: number, m: number): void;
  readonly cost?: (n: number) => Cost;
  readonly range?: (inputs: readonly Interval[], attributes: Attributes) => Interval;
}

/** An operation y_j = f(x_j) on one vector or matrix. */
export function unary({ name, opcode, forward, backward, cost, range }: Unary): Op {
  return {
    name,
    opcode,
    inPlace: true,
    shape: ([x]) => x.shape,
    forward: (v, t, i) => forward(v, t[i + OUT], t[i + A], t[i + N], t[i + M]),
    backward: (v, g, t, i) => backward(v, g, t[i + OUT], t[i + A], t[i + N], t[i + M]),
    cost: cost ?? (() => NO_COST),
    range,
  };
}

interface Binary {
  readonly name: string;
  readonly opcode: number;
  /** v[o + j] = f(v[a + j], v[b + j]) for j = 0 … n − 1. */
  forward(v: Float64Array, o: number, a: number, b: number, n: number): void;
  /** Adds to g[a + j] and g[b + j], which may be one place, g[o + j] times the derivative by either operand. */
  backward(v: Float64Array, g: Float64Array, o: number, a: number, b: number, n: number): void;
  readonly range?: (inputs: readonly Interval[]) => Interval;
}

/** An operation z_j = f(x_j, y_j) on two operands of one shape. */
export function binary({ name, opcode, forward, backward, range }: Binary): Op {
  return {
    name,
    opcode,
    inPlace: true,
    shape(inputs) {
      const [x, y] = inputs;
      if (x.shape.length !== y.shape.length || lengthOf(x) !== lengthOf(y))
        mismatch(name, inputs, 'both must have one length, or one of them length 1');
      return x.shape;
    },
    forward: (v, t, i) => forward(v, t[i + OUT], t[i + A], t[i + B], t[i + N]),
    backward: (v, g, t, i) => backward(v, g, t[i + OUT], t[i + A], t[i + B], t[i + N]),
    cost: () => NO_COST,
    range,
  };
}
