import { read, readSplat, write } from '../access';
import { FORM_SCALAR, OP_ADD, OP_DIV, OP_MUL, OP_SUB } from '../layout';
import { add, div, mul, sub } from '../math/lanes';

/** `op` is a constant at every use, so that all branches but one fold away. */
// @ts-ignore: decorator
@inline
function apply<T>(op: u32, a: T, b: T): T {
  if (op == OP_ADD) return add<T>(a, b);
  if (op == OP_SUB) return sub<T>(a, b);
  if (op == OP_MUL) return mul<T>(a, b);
  return div<T>(a, b);
}

// @ts-ignore: decorator
@inline
function map<T>(op: u32, form: u32, out: usize, a: usize, b: usize, n: u32): void {
  const end = <usize>n << 2;
  let y = readSplat<T>(b);
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    if (form != FORM_SCALAR) y = read<T>(b + i);
    write<T>(out + i, apply<T>(op, read<T>(a + i), y));
  }
}

/** out = a op b elementwise, n floats, for the codes 32 to 35; b may be one float for all. `out` may be `a` or `b`. */
export function binary<T>(op: u32, form: u32, out: usize, a: usize, b: usize, n: u32): void {
  switch (op) {
    case OP_ADD: return map<T>(OP_ADD, form, out, a, b, n);
    case OP_SUB: return map<T>(OP_SUB, form, out, a, b, n);
    case OP_MUL: return map<T>(OP_MUL, form, out, a, b, n);
    case OP_DIV: return map<T>(OP_DIV, form, out, a, b, n);
  }
}
