import * as L from '../../../assembly/layout.ts';
import * as I from '../interval.ts';
import { pulled, type Slot, slot } from '../slot.ts';
import { gate, tanh } from './functions.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Segment `index` of gates that begin k floats apart. */
function gates(c: RuleContext, operand: number, count: number): I.Interval[][] {
  const { n, k } = c.instruction;
  const all = c.read(operand, (count - 1) * k + n).map(({ range }) => range);
  return Array.from({ length: count }, (_, segment) => all.slice(segment * k, segment * k + n));
}

/** 1 − w for weights w within [0, 1]. */
const rest = ([low, high]: I.Interval): I.Interval => [1 - high, 1 - low];

const CLOSED = 'its gate can close so far that rounding errors may add up';

/** (1 − weight) · a + weight · b, for a weight that may leave [0, 1] and ends of which one may be a state. */
function mix(a: Slot, b: Slot, weight: I.Interval): Slot {
  if (weight[0] >= 0 && weight[1] <= 1) {
    if (a.pull) return pulled(a, b.range, weight, false, CLOSED);
    if (b.pull) return pulled(b, a.range, rest(weight), false, CLOSED);
  }
  const why = a.pull || b.pull ? 'its gate can leave 0 … 1' : (a.why ?? b.why);
  return { range: I.mixed(a.range, b.range, weight), why };
}

export const gated: Readonly<Record<string, Rule>> = {
  lerp(c) {
    const { form } = c.instruction;
    const weights = c.spread(0, form === L.FORM_SCALAR);
    const [a, b] = [c.read(1), c.read(2)];
    c.write(
      weights.map(({ range }, i) => {
        if (form !== L.FORM_ACTIVATED) return mix(a[i], b[i], range);
        return mix(slot(tanh(a[i].range)), slot(tanh(b[i].range)), gate(range));
      }),
    );
  },

  // f · c + i · g = f · c + (1 − f) · target: it is pulled by as much as the forget gate stays below 1
  'lstm-memory'(c) {
    const [input, forget, candidate] = gates(c, 0, 4);
    const memory = c.read(1);
    c.write(
      memory.map((from, i) => {
        const kept = gate(forget[i]);
        const written = I.multiply(gate(input[i]), tanh(candidate[i]));
        const weight = rest(kept);
        if (!(weight[0] > 0))
          return {
            range: I.add(I.multiply(kept, from.range), written),
            why: 'its forget gate can be 1: nothing that is written is ever forgotten',
          };
        const target = I.times(written, [1 / weight[1], 1 / weight[0]]);
        return {
          ...pulled(from, I.hull(target, I.ZERO), weight, false, CLOSED),
          range: I.add(I.multiply(kept, from.range), written),
        };
      }),
    );
  },

  'lstm-output'(c) {
    const [, , , output] = gates(c, 0, 4);
    c.write(c.read(1).map(({ range }, i) => slot(I.multiply(gate(output[i]), tanh(range)))));
  },

  gru(c) {
    const [a, b] = [gates(c, 0, 3), gates(c, 1, 3)];
    c.write(
      c.read(2).map((from, i) => {
        const reset = gate(I.add(a[0][i], b[0][i]));
        const kept = gate(I.add(a[1][i], b[1][i]));
        const next = tanh(I.add(a[2][i], I.multiply(reset, b[2][i])));
        return pulled(from, next, rest(kept), false, CLOSED);
      }),
    );
  },
};
