import * as I from './interval.ts';
import type { Rule } from './rule.ts';
import { type Point, pulled, type Slope, type Slot } from './slot.ts';

export const NO_DECAY = 'its decay can be zero, so that nothing pulls it back';

export const tooLong = (z: number): string =>
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
export function reach({ moves }: Pick<Point, 'moves'>, s: I.Interval): Reach {
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
export function rangeOf(base: I.Interval, { target, averages, negative }: Reach): I.Interval {
  const all = I.hull(base, target);
  return I.roundedBy(averages ? all : I.widened(all, negative * I.width(all)), I.magnitude(all));
}

/** The last operation of a method with several slopes. @param factors of the slopes, operands 1, 2, … */
export const combined =
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
