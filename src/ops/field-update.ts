import { A, B, C, D, LANES, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import type { Interval } from '../intervals/interval.ts';
import { fieldForms, updated } from './field-interval.ts';

/** Shape rule of the operations on a field: `vectors` operands as long as the state, the others of length 1. */
export function fieldShape(name: string, inputs: readonly Value[], vectors: number): readonly [number] {
  const n = lengthOf(inputs[0]);
  if (inputs.slice(0, vectors).some((x) => lengthOf(x) !== n))
    mismatch(name, inputs, 'state, drive, decay and slopes must have one length');
  if (inputs.slice(vectors).some((x) => lengthOf(x) !== 1))
    mismatch(name, inputs, 'the substep must have length 1');
  return [n];
}

/** Derivatives of one element by state, drive, decay and substep: where `df` of an update leaves them. */
export type Partials = Float64Array;

interface FieldUpdate {
  readonly name: string;
  readonly opcode: number;
  readonly formula: string;
  /** Beside that of the drive, if its form has one; made of exp. */
  readonly transcendentals?: 1;
  /** The share of the state that a step replaces, by the substep times the decay. */
  weight(z: Interval): Interval;
  /** The element's next state. */
  f(h: number, drive: number, decay: number, s: number): number;
  /** The same of whole vectors. */
  readonly inTerms: NonNullable<Op['inTerms']>;
  /** Its derivatives, written to `d`; y is the next state. */
  df(d: Partials, h: number, drive: number, decay: number, s: number, y: number): void;
}

/** An update of a state by one evaluation of its field: operands state, drive, decay [n] and the substep [1]. */
export function fieldUpdate({
  name,
  opcode,
  formula,
  transcendentals,
  weight,
  f,
  inTerms,
  df,
}: FieldUpdate): Op {
  const d: Partials = new Float64Array(4);
  return {
    name,
    instruction: {
      opcode,
      operands: ['state', 'n', 'n', 'scalar'],
      forms: fieldForms(['state', 'n', 'n', 'scalar', 'n'], transcendentals),
      inPlace: true,
      transcendentals,
      exponential: transcendentals && true,
      kernel: 'field',
      interval: (c) => updated(c, weight),
      formula,
    },
    shape: (inputs) => fieldShape(name, inputs, 3),
    inTerms,
    forward(v, t, i) {
      const o = t[i + OUT];
      const h = t[i + A];
      const drive = t[i + B];
      const decay = t[i + C];
      const s = t[i + D];
      const n = t[i + N];
      const lanes = t[i + LANES];
      for (let l = 0; l < lanes; l++) {
        const sl = v[s + l];
        for (let j = l; j < n; j += lanes) v[o + j] = f(v[h + j], v[drive + j], v[decay + j], sl);
      }
    },
    backward(v, g, t, i) {
      const o = t[i + OUT];
      const h = t[i + A];
      const drive = t[i + B];
      const decay = t[i + C];
      const s = t[i + D];
      const n = t[i + N];
      const lanes = t[i + LANES];
      for (let l = 0; l < lanes; l++) {
        const sl = v[s + l];
        let ds = 0;
        for (let j = l; j < n; j += lanes) {
          const y = g[o + j];
          df(d, v[h + j], v[drive + j], v[decay + j], sl, v[o + j]);
          g[h + j] += y * d[0];
          g[drive + j] += y * d[1];
          g[decay + j] += y * d[2];
          ds += y * d[3];
        }
        g[s + l] += ds;
      }
    },
  };
}
