import { A, B, C, LANES, M, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import * as I from '../intervals/interval.ts';
import { rangeOf, reach } from '../intervals/reach.ts';
import { type Point, pointOf, type Slot } from '../intervals/slot.ts';
import { add } from './add.ts';
import { fieldShape } from './field-update.ts';
import { mul } from './mul.ts';
import { scale } from './scale.ts';

export const stageOp: Op = {
  name: 'stage',
  instruction: {
    opcode: 49,
    operands: ['n', 'n', 'scalar'],
    immediate: true,
    inPlace: true,
    kernel: 'elementwise',
    // a stage, if the slope was taken on the way from a
    interval(c) {
      const [a, b] = [c.read(0), c.read(1)];
      const s = c.scalar(2);
      const m = c.instruction.immediate;
      c.write(
        a.map((from, i): Slot => {
          const plain = I.add(from.range, I.multiply(I.multiply([m, m], s), b[i].range));
          const { slope } = b[i];
          const start = pointOf(from);
          if (!slope || slope.at.base !== start.base) return { range: plain, why: b[i].why };
          const point: Point = { base: start.base, moves: [...start.moves, { factor: m, slope }] };
          const near = rangeOf(start.base.range, reach(point, s));
          return { range: [Math.max(plain[0], near[0]), Math.min(plain[1], near[1])], point };
        }),
      );
    },
    formula: '(m · c) · b + a',
  },
  shape: (inputs) => fieldShape('stage', inputs, 2),
  inTerms: ([h, k, s], { immediate = 1 }) => add(h, mul(k, scale(s, immediate))),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k = t[i + B];
    const s = t[i + C];
    const n = t[i + N];
    const m = v[t[i + M]];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const ms = m * v[s + l];
      for (let j = l; j < n; j += lanes) v[o + j] = v[h + j] + ms * v[k + j];
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k = t[i + B];
    const s = t[i + C];
    const n = t[i + N];
    const m = v[t[i + M]];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const ms = m * v[s + l];
      let ds = 0;
      for (let j = l; j < n; j += lanes) {
        const d = g[o + j];
        g[h + j] += d;
        g[k + j] += d * ms;
        ds += d * v[k + j];
      }
      g[s + l] += ds * m;
    }
  },
};

/** The inner stage h + (factor · s) k of a Runge–Kutta method. */
export const stage = (h: Value, k: Value, s: Value, factor: number): Value =>
  h.graph.apply(stageOp, [h, k, s], { immediate: factor });
