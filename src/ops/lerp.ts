import { FORM_ACTIVATED, FORM_SCALAR } from '../../assembly/layout.ts';
import { A, B, C, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { mix } from '../intervals/gates.ts';
import { slot } from '../intervals/slot.ts';
import { add } from './add.ts';
import { broadcast } from './broadcast.ts';
import { compiled } from './compiled.ts';
import { gateInterval } from './gate.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { tanhInterval } from './tanh.ts';

export const lerpOp: Op = {
  name: 'lerp',
  instruction: {
    opcode: 40,
    operands: ['n', 'n', 'n'],
    forms: {
      [FORM_SCALAR]: { name: 'one gate', operands: ['scalar', 'n', 'n'] },
      [FORM_ACTIVATED]: {
        name: 'activated',
        transcendentals: 3,
        formula: 't + gate(a) · (tanh c − t), t = tanh b, as one quotient',
      },
    },
    inPlace: true,
    kernel: 'elementwise',
    interval(c) {
      const { form } = c.instruction;
      const weights = c.spread(0, form === FORM_SCALAR);
      const [a, b] = [c.read(1), c.read(2)];
      c.write(
        weights.map(({ range }, i) => {
          if (form !== FORM_ACTIVATED) return mix(a[i], b[i], range);
          return mix(slot(tanhInterval(a[i].range)), slot(tanhInterval(b[i].range)), gateInterval(range));
        }),
      );
    },
    formula: 'a · (c − b) + b: the gate is a',
  },
  shape(inputs) {
    const n = lengthOf(inputs[0]);
    if (inputs.some((x) => lengthOf(x) !== n)) mismatch('lerp', inputs, 'gate and ends must have one length');
    return [n];
  },
  inTerms: ([gate, from, to]) => add(from, mul(gate, sub(to, from))),
  forward(v, t, i) {
    const o = t[i + OUT];
    const gate = t[i + A];
    const from = t[i + B];
    const to = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) v[o + j] = v[from + j] + v[gate + j] * (v[to + j] - v[from + j]);
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const gate = t[i + A];
    const from = t[i + B];
    const to = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      g[gate + j] += d * (v[to + j] - v[from + j]);
      g[from + j] += d * (1 - v[gate + j]);
      g[to + j] += d * v[gate + j];
    }
  },
};

/** The same with one gate for all elements, or with gate(a), tanh(b) and tanh(c). */
export const lerpFormsOp = compiled({ ...lerpOp, shape: ([, from]) => [lengthOf(from)] });

/** from + gate ⊙ (to − from). A gate of length 1 serves every element. */
export function lerp(gate: Value, from: Value, to: Value): Value {
  const n = lengthOf(from);
  const wide = lengthOf(gate) === 1 && n > 1 ? broadcast(gate, n) : gate;
  return from.graph.apply(lerpOp, [wide, from, to]);
}
