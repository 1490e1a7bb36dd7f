import { A, LANES, M, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { slot } from '../intervals/slot.ts';
import { div } from './div.ts';
import { mean } from './mean.ts';
import { mul } from './mul.ts';
import { shift } from './shift.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

export const layerNormOp: Op = {
  name: 'layer-norm',
  instruction: {
    opcode: 14,
    since: 4,
    operands: ['n'],
    overlaps: true,
    immediate: true,
    kernel: 'layerNorm',
    // an element is farthest from the mean where all others are equal
    interval(c) {
      const { n } = c.instruction;
      const most = Math.sqrt(n - 1) * (1 + n * 2 ** -20);
      c.write(c.read(0).map(() => slot([-most, most])));
    },
    formula: 'd / √(mean of d² + m), d = a − mean of a; both means are reductions, divided by n',
  },
  shape: ([x]) => x.shape,
  inTerms([x], { immediate = 0 }) {
    const centred = sub(x, mean(x));
    return div(centred, sqrt(shift(mean(mul(centred, centred)), immediate)));
  },
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let sum = 0;
      for (let j = l; j < n; j += lanes) sum += v[a + j];
      const mean = (sum * lanes) / n;
      let squares = 0;
      for (let j = l; j < n; j += lanes) {
        v[o + j] = v[a + j] - mean;
        squares += v[o + j] * v[o + j];
      }
      const deviation = Math.sqrt((squares * lanes) / n + v[t[i + M]]);
      for (let j = l; j < n; j += lanes) v[o + j] /= deviation;
    }
  },
  // with y the result and s the deviation: dx = (dy − mean of dy − y · mean of (dy · y)) / s
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let sum = 0;
      for (let j = l; j < n; j += lanes) sum += v[a + j];
      const mean = (sum * lanes) / n;
      let squares = 0;
      let slope = 0;
      let along = 0;
      for (let j = l; j < n; j += lanes) {
        squares += (v[a + j] - mean) ** 2;
        slope += g[o + j];
        along += g[o + j] * v[o + j];
      }
      const deviation = Math.sqrt((squares * lanes) / n + v[t[i + M]]);
      slope *= lanes / n;
      along *= lanes / n;
      for (let j = l; j < n; j += lanes) g[a + j] += (g[o + j] - slope - v[o + j] * along) / deviation;
    }
  },
  range: () => [-Infinity, Infinity],
};

/**
 * (x − mean) / √(variance + epsilon) over the elements of x. Source: Ba, Kiros and Hinton 2016.
 * @throws RangeError unless epsilon > 0: equal elements would divide 0 by 0
 */
export function layerNorm(x: Value, epsilon = 1e-5): Value {
  if (!(epsilon > 0))
    throw new RangeError(`${x.graph.scope}: layerNorm needs an epsilon > 0, not ${epsilon}`);
  return x.graph.apply(layerNormOp, [x], { immediate: epsilon });
}
