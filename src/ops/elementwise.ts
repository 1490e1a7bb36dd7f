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

interface Unary {
  readonly name: string;
  readonly opcode: number | null;
  /** Value at x; m is the immediate. */
  f(x: number, m: number): number;
  /** Derivative at x where the value is y. */
  df(x: number, y: number, m: number): number;
  readonly cost?: (n: number) => Cost;
  readonly range?: (inputs: readonly Interval[], attributes: Attributes) => Interval;
}

/** An operation y_j = f(x_j) on one vector or matrix. */
export function unary({ name, opcode, f, df, cost, range }: Unary): Op {
  return {
    name,
    opcode,
    inPlace: true,
    shape: ([x]) => x.shape,
    forward(v, t, i) {
      const o = t[i + OUT];
      const a = t[i + A];
      const n = t[i + N];
      const m = v[t[i + M]];
      for (let j = 0; j < n; j++) v[o + j] = f(v[a + j], m);
    },
    backward(v, g, t, i) {
      const o = t[i + OUT];
      const a = t[i + A];
      const n = t[i + N];
      const m = v[t[i + M]];
      for (let j = 0; j < n; j++) g[a + j] += g[o + j] * df(v[a + j], v[o + j], m);
    },
    cost: cost ?? (() => NO_COST),
    range,
  };
}

interface Binary {
  readonly name: string;
  readonly opcode: number;
  f(x: number, y: number): number;
  /** Derivatives by the first and the second operand. */
  dx(x: number, y: number): number;
  dy(x: number, y: number): number;
  readonly range?: (inputs: readonly Interval[]) => Interval;
}

/** An operation z_j = f(x_j, y_j) on two operands of one shape. */
export function binary({ name, opcode, f, dx, dy, range }: Binary): Op {
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
    forward(v, t, i) {
      const o = t[i + OUT];
      const a = t[i + A];
      const b = t[i + B];
      const n = t[i + N];
      for (let j = 0; j < n; j++) v[o + j] = f(v[a + j], v[b + j]);
    },
    backward(v, g, t, i) {
      const o = t[i + OUT];
      const a = t[i + A];
      const b = t[i + B];
      const n = t[i + N];
      for (let j = 0; j < n; j++) {
        const d = g[o + j];
        const x = v[a + j];
        const y = v[b + j];
        g[a + j] += d * dx(x, y);
        g[b + j] += d * dy(x, y);
      }
    },
    cost: () => NO_COST,
    range,
  };
}
