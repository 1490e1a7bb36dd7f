import { FORM_SCALAR } from '../../assembly/layout.ts';
import type { Form, Instruction } from '../graph/instruction.ts';
import { A, type Attributes, B, M, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf } from '../graph/value.ts';
import { each } from '../intervals/functions.ts';
import type { Interval } from '../intervals/interval.ts';
import type { Rule } from '../intervals/rule.ts';
import { type Slot, slot } from '../intervals/slot.ts';

/*
 * Each operation writes its own two loops, short as they are: a loop of one function over f and df would call them as
 * whatever they happen to be, and box every number on the way.
 */

interface Unary {
  readonly name: string;
  /** Null for training only. `interval` is that of `activation`, where there is one. */
  readonly instruction: (Omit<Instruction, 'operands' | 'inPlace' | 'interval'> & { interval?: Rule }) | null;
  /** v[o + j] = f(v[a + j]) for j = 0 … n − 1; v[m] is the immediate. */
  forward(v: Float64Array, o: number, a: number, n: number, m: number): void;
  /** g[a + j] += g[o + j] · f'(v[a + j]); v[o + j] is the value. */
  backward(v: Float64Array, g: Float64Array, o: number, a: number, n: number, m: number): void;
  readonly inTerms?: Op['inTerms'];
  readonly work?: Op['work'];
  readonly range?: (inputs: readonly Interval[], attributes: Attributes) => Interval;
}

/** The instruction of an operation on each element of one vector. */
export const unaryInstruction = (own: NonNullable<Unary['instruction']>): Instruction => ({
  operands: ['n'],
  inPlace: true,
  interval: own.activation ? each(own.activation) : null,
  ...own,
});

/** An operation y_j = f(x_j) on one vector or matrix. */
export function unary({ name, instruction, forward, backward, inTerms, work, range }: Unary): Op {
  return {
    name,
    instruction: instruction && unaryInstruction(instruction),
    shape: ([x]) => x.shape,
    forward: (v, t, i) => forward(v, t[i + OUT], t[i + A], t[i + N], t[i + M]),
    backward: (v, g, t, i) => backward(v, g, t[i + OUT], t[i + A], t[i + N], t[i + M]),
    inTerms,
    work,
    range,
  };
}

interface Binary {
  readonly name: string;
  readonly opcode: number;
  readonly formula: string;
  /** v[o + j] = f(v[a + j], v[b + j]) for j = 0 … n − 1. */
  forward(v: Float64Array, o: number, a: number, b: number, n: number): void;
  /** Adds to g[a + j] and g[b + j], which may be one place, g[o + j] times the derivative by either operand. */
  backward(v: Float64Array, g: Float64Array, o: number, a: number, b: number, n: number): void;
  readonly range?: (inputs: readonly Interval[]) => Interval;
  /** What is known of one element of the result, as the interpreter computes it. */
  slot(a: Slot, b: Slot): Slot;
}

const forms: Readonly<Record<number, Form>> = {
  [FORM_SCALAR]: { name: 'one number', operands: ['n', 'scalar'] },
};

/** An operation z_j = f(x_j, y_j) on two operands of one shape. */
export function binary({ name, opcode, formula, forward, backward, range, slot: of }: Binary): Op {
  return {
    name,
    instruction: {
      opcode,
      operands: ['n', 'n'],
      forms,
      inPlace: true,
      kernel: 'elementwise',
      interval(c) {
        const b = c.spread(1, c.instruction.form === FORM_SCALAR);
        c.write(c.read(0).map((a, i) => of(a, b[i])));
      },
      formula,
    },
    shape(inputs) {
      const [x, y] = inputs;
      if (x.shape.length !== y.shape.length || lengthOf(x) !== lengthOf(y))
        mismatch(name, inputs, 'both must have one length, or one of them length 1');
      return x.shape;
    },
    forward: (v, t, i) => forward(v, t[i + OUT], t[i + A], t[i + B], t[i + N]),
    backward: (v, g, t, i) => backward(v, g, t[i + OUT], t[i + A], t[i + B], t[i + N]),
    range,
  };
}

/** A function of two ranges, where nothing else is known of a result. */
export const ofRanges =
  (f: (a: Interval, b: Interval) => Interval) =>
  (a: Slot, b: Slot): Slot =>
    slot(f(a.range, b.range));
