import { FORM_LIQUID, FORM_RECIPROCAL_DECAY, FORM_TANH_DRIVE } from '../../assembly/layout.ts';
import type { Form, OperandShape } from '../graph/instruction.ts';
import * as I from '../intervals/interval.ts';
import { ratioOf } from '../intervals/ratio.ts';
import { NO_DECAY, tooLong } from '../intervals/reach.ts';
import type { RuleContext } from '../intervals/rule.ts';
import { pulled, type Slot } from '../intervals/slot.ts';
import { gateInterval } from './gate.ts';
import { tanhInterval } from './tanh.ts';

/**
 * How drive and decay come from an instruction's operands, in the forms of all operations on a field.
 * @param liquid the operands of the liquid form, whose last is the target
 * @param own transcendentals beside those of the drive
 */
export const fieldForms = (liquid: readonly OperandShape[], own = 0): Readonly<Record<number, Form>> => ({
  [FORM_TANH_DRIVE]: { name: 'tanh drive', transcendentals: own + 1 },
  [FORM_RECIPROCAL_DECAY]: { name: 'reciprocal decay', transcendentals: own },
  [FORM_TANH_DRIVE | FORM_RECIPROCAL_DECAY]: {
    name: 'tanh drive, reciprocal decay',
    transcendentals: own + 1,
  },
  [FORM_LIQUID]: { name: 'liquid', operands: liquid, transcendentals: own + 1 },
});

interface Field {
  readonly decay: I.Interval;
  /** Drive over decay; everything, where the decay may be zero or less. */
  readonly ratio: I.Interval;
  /** Why a state may be lost to it. */
  readonly why?: string;
}

/** A time constant that is as good as infinite. */
const LONG = 1e12;
const GROWS = 'its time constant grows with the states, and they with it';

/** Drive and decay of each element, as the form of an instruction makes them from its operands. */
export function fieldsOf(c: RuleContext, target: number): Field[] {
  const { form, n } = c.instruction;
  const [b, d] = [c.read(1), c.read(2)];
  if (form === FORM_LIQUID) {
    const targets = c.read(target);
    return b.map((one, i) => liquid(gateInterval(one.range), d[i].range, targets[i].range));
  }
  const driven = (form & FORM_TANH_DRIVE) !== 0;
  return Array.from({ length: n }, (_, i): Field => {
    const drive = driven ? tanhInterval(b[i].range) : b[i].range;
    if (form & FORM_RECIPROCAL_DECAY) {
      const [least, most] = d[i].range;
      if (!(most < LONG)) return { decay: I.ANYTHING, ratio: I.ANYTHING, why: GROWS };
      if (!(least > 0))
        return { decay: I.ANYTHING, ratio: I.ANYTHING, why: 'its time constant can be zero or less' };
      return {
        decay: I.divide([1, 1], d[i].range),
        ratio: I.multiply(drive, d[i].range),
        ...(least < most && { why: GROWS }),
      };
    }
    const decay = d[i].range;
    const target = driven ? undefined : otherFactor(b[i], d[i]);
    if (target && decay[0] >= 0) return { decay, ratio: I.rounded(target.range) };
    if (!(decay[0] > 0)) return { decay, ratio: I.ANYTHING };
    const [above, below] = [b[i].sum, d[i].sum];
    const ratio = above && below && !driven ? ratioOf(above, below) : I.divide(drive, decay);
    return { decay, ratio };
  });
}

/** Of a drive that is decay ⊙ target: the target, whatever the decay is, 0 too. */
const otherFactor = (drive: Slot, decay: Slot): Slot | undefined => {
  const [a, b] = drive.factors ?? [];
  return a === decay ? b : b === decay ? a : undefined;
};

/** With f in a range and c ≥ 0: f · target / (c + f) moves the same way as f, and against c. */
function liquid(f: I.Interval, c: I.Interval, target: I.Interval): Field {
  if (c[0] === 0 && c[1] === 0) return { decay: f, ratio: I.rounded(target) };
  const decay = I.add(c, f);
  if (!(decay[0] > 0)) return { decay, ratio: I.ANYTHING };
  const share = c[0] >= 0 ? I.rounded([f[0] / (c[1] + f[0]), f[1] / (c[0] + f[1])]) : I.divide(f, decay);
  return { decay, ratio: I.multiply(share, target) };
}

/** A state that moves towards `ratio` with a weight that an integrator makes of decay · s. */
export function updated(c: RuleContext, weightOf: (z: I.Interval) => I.Interval): void {
  const state = c.read(0);
  const s = c.scalar(3);
  c.write(
    fieldsOf(c, 4).map(({ decay, ratio, why }, i): Slot => {
      const from = state[i];
      if (!(decay[0] > 0 || (decay[0] === 0 && I.isBounded(ratio))))
        return { range: I.ANYTHING, why: why ?? NO_DECAY };
      if (!(s[0] >= 0)) return { range: I.ANYTHING, why: 'its substep can be less than zero' };
      const weight = weightOf(I.times(s, decay));
      if (weight[1] <= 1) return { why, ...pulled(from, ratio, weight, true, NO_DECAY) };
      return { range: I.mixed(from.range, ratio, weight), why: tooLong(weight[1]) };
    }),
  );
}
