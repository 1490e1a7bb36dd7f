/** Operations backwards: operands from the result, by the name of the operation. */
import { rawOf } from '../graph/parameter.ts';

/** 0 / 0 stands for a weight that is masked or left no trace. */
export const quotient = (x: number, y: number): number => (y === 0 ? 0 : x / y);

/** x from f(x) with the immediate m. */
export const inverses: Readonly<Record<string, (y: number, m: number) => number>> = {
  softplus: rawOf,
  neg: (y) => -y,
  abs: (y) => y,
  copy: (y) => y,
  reciprocal: (y) => 1 / y,
  exp: (y) => Math.log(y),
  scale: (y, m) => quotient(y, m),
  shift: (y, m) => y - m,
};
/** Computes the first operand from result and second, and the second from result and first. */
export const first: Readonly<Record<string, (z: number, y: number) => number>> = {
  add: (z, y) => z - y,
  sub: (z, y) => z + y,
  mul: quotient,
  div: (z, y) => z * y,
};
export const second: Readonly<Record<string, (z: number, x: number) => number>> = {
  add: (z, x) => z - x,
  sub: (z, x) => x - z,
  mul: quotient,
  div: (z, x) => quotient(x, z),
};
