import * as L from '../../../assembly/layout.ts';
import * as I from '../interval.ts';
import { ratioOf } from '../ratio.ts';
import { type Point, pointOf, pulled, type Slope, type Slot } from '../slot.ts';
import { gate, tanh } from './functions.ts';
import type { Rule, RuleContext } from './rule.ts';

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
function fieldsOf(c: RuleContext, target: number): Field[] {
  const { form, n } = c.instruction;
  const [b, d] = [c.read(1), c.read(2)];
  if (form === L.FORM_LIQUID) {
    const targets = c.read(target);
    return b.map((one, i) => liquid(gate(one.range), d[i].range, targets[i].range));
  }
  const driven = (form & L.FORM_TANH_DRIVE) !== 0;
  return Array.from({ length: n }, (_, i): Field => {
    const drive = driven ? tanh(b[i].range) : b[i].range;
    if (form & L.FORM_RECIPROCAL_DECAY) {
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

const NO_DECAY = 'its decay can be zero, so that nothing pulls it back';

/** A state that moves towards `ratio` with a weight that an integrator makes of decay · s. */
function update(c: RuleContext, weightOf: (z: I.Interval) => I.Interval): void {
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

const tooLong = (z: number): string =>
  `its substep times its decay can reach ${z.toPrecision(3)}, and an explicit integrator is only sure up to 1`;

/** What a point of an explicit method is, seen from its base. */
interface Reach {
  /** How much of the base is replaced, if every slope pulls towards its own ratio. */
  readonly weight: I.Interval;
  /** Hull of the ratios. */
  readonly target: I.Interval;
  /** Whether base and ratios are only averaged. */
  readonly averages: boolean;
  /** Sum of the weights below zero. */
  readonly negative: number;
}

/**
 * h' − h = s · Σ bᵢ kᵢ, each slope kᵢ = Dᵢ (Rᵢ − pᵢ) taken at a point pᵢ = h + s · Σ aᵢⱼ kⱼ, as a sum of pulls from h itself:
 * h' − h = Σ βᵢ zᵢ (Rᵢ − h) with zᵢ = s Dᵢ and βᵢ = bᵢ − Σ_{m > i} βₘ zₘ aₘᵢ. If no βᵢ is negative and they sum to 1 at most, h' is
 * an average of h and of where the field comes to rest, and no method leaves their hull.
 */
function reach({ moves }: Pick<Point, 'moves'>, s: I.Interval): Reach {
  const slopes: Slope[] = [];
  const collect = (slope: Slope): void => {
    if (slopes.includes(slope)) return;
    for (const { slope: earlier } of slope.at.moves) collect(earlier);
    slopes.push(slope);
  };
  for (const { slope } of moves) collect(slope);
  const beta = new Map<Slope, I.Interval>(slopes.map((slope) => [slope, I.ZERO]));
  const added = (slope: Slope, more: I.Interval): void => {
    beta.set(slope, plus(beta.get(slope) as I.Interval, more));
  };
  for (const { factor, slope } of moves) added(slope, [factor, factor]);
  for (const slope of [...slopes].reverse()) {
    const pull = I.times(beta.get(slope) as I.Interval, I.times(s, slope.decay));
    for (const { factor, slope: earlier } of slope.at.moves)
      added(earlier, I.times(pull, [-factor, -factor]));
  }
  const weights = slopes.map((slope) => I.times(beta.get(slope) as I.Interval, I.times(s, slope.decay)));
  const weight = weights.reduce(plus, I.ZERO);
  return {
    weight,
    target: I.hullOf(slopes.map(({ ratio }) => ratio)),
    averages: weights.every(([low]) => low >= 0) && weight[1] <= 1,
    negative: weights.reduce((sum, [low]) => sum + Math.max(0, -low), Math.max(0, weight[1] - 1)),
  };
}

const plus = (a: I.Interval, b: I.Interval): I.Interval => [a[0] + b[0], a[1] + b[1]];

/** Where a point can be: in the hull, or as far outside as weights below zero carry it. */
function rangeOf(base: I.Interval, { target, averages, negative }: Reach): I.Interval {
  const all = I.hull(base, target);
  return I.roundedBy(averages ? all : I.widened(all, negative * I.width(all)), I.magnitude(all));
}

/** The last operation of a method with several slopes. @param factors of the slopes, operands 1, 2, … */
const combined =
  (factors: readonly number[]): Rule =>
  (c) => {
    const state = c.read(0);
    const s = c.scalar(factors.length + 1);
    const slopes = factors.map((_, i) => c.read(i + 1));
    c.write(
      state.map((from, j): Slot => {
        const moves = factors.flatMap((factor, i) => {
          const { slope } = slopes[i][j];
          return slope && slope.at.base === from ? [{ factor, slope }] : [];
        });
        if (moves.length < factors.length) {
          const step = factors.reduce(
            (sum, factor, i) => I.add(sum, I.multiply([factor, factor], slopes[i][j].range)),
            I.ZERO,
          );
          return {
            range: I.add(from.range, I.multiply(s, step)),
            why: slopes.some((k) => k[j].why)
              ? slopes.find((k) => k[j].why)?.[j].why
              : 'its field has no decay: nothing pulls it back',
          };
        }
        const found = reach({ moves }, s);
        if (found.averages)
          return { why: slopes[0][j].why, ...pulled(from, found.target, found.weight, true, NO_DECAY) };
        const most = Math.max(...moves.map(({ slope }) => s[1] * slope.decay[1]));
        return { range: rangeOf(from.range, found), why: tooLong(most) };
      }),
    );
  };

export const fields: Readonly<Record<string, Rule>> = {
  euler: (c) => update(c, (z) => z),
  'semi-implicit': (c) => update(c, ([low, high]) => [low / (1 + low), high / (1 + high)]),
  exponential: (c) => update(c, ([low, high]) => [-Math.expm1(-low), -Math.expm1(-high)]),

  slope(c) {
    const state = c.read(0);
    c.write(
      fieldsOf(c, 3).map(({ decay, ratio, why }, i): Slot => {
        if (!(decay[0] > 0)) return { range: I.ANYTHING, why: why ?? NO_DECAY };
        const range = I.multiply(decay, I.subtract(ratio, state[i].range));
        return { range, why, slope: { at: pointOf(state[i]), decay, ratio } };
      }),
    );
  },

  // a + m · s · slope: a stage, if the slope was taken on the way from a
  stage(c) {
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

  heun: combined([1 / 2, 1 / 2]),
  rk4: combined([1 / 6, 1 / 3, 1 / 3, 1 / 6]),
};
