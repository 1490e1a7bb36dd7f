import { cholesky } from './cholesky.ts';
import { type Grid, levelOf, weightOf } from './grid.ts';

/** Damping: a share of the moments' mean diagonal, added to the diagonal, since no recording shows everything. */
const DAMPING = 0.01;

/** Also try scales at which the largest weight gets a quantised value up to this much larger or smaller. */
const AROUND = 4;

/** A quantised row, with the scales of its groups. */
export interface Row {
  readonly scales: Float32Array;
  readonly levels: Int16Array;
}

/**
 * Rounds the weights of a row column by column. Each column's rounding error is compensated by the columns after it, as far
 * as the elements of the multiplied vectors are correlated: this minimises eᵀHe with e = w − ŵ. It follows OPTQ (Frantar,
 * Ashkboos, Hoefler and Alistarh, 2022), with its order of decreasing Hₖₖ and its damping.
 *
 * With H = RᵀR, eᵀHe = Σᵢ (Rᵢᵢeᵢ + Σ_{j>i} Rᵢⱼeⱼ)². Go from the last column to the first: the columns after i are rounded
 * already, and the quantised value nearest to wᵢ + Σ_{j>i} Rᵢⱼeⱼ / Rᵢᵢ minimises term i. The numbers are OPTQ's, without its
 * inverse of H.
 *
 * Zero weights stay zero: they may be missing synapses.
 */
export class Compensation {
  /** H, damped, relative to its mean diagonal. */
  private readonly moments: Float64Array;
  private readonly factors = new Map<string, Factor>();

  /** @param moments H [columns × columns], the mean of x xᵀ over a recording; not all zero */
  constructor(
    moments: Float64Array,
    readonly columns: number,
  ) {
    let trace = 0;
    for (let k = 0; k < columns; k++) trace += moments[k * columns + k];
    const mean = trace / columns;
    this.moments = moments.map((x) => x / mean);
    for (let k = 0; k < columns; k++) this.moments[k * columns + k] += DAMPING;
  }

  /**
   * The best of the given rows and of those that compensation makes with their scales, and with others around the scale
   * of the largest weight.
   * @param plain rounded to the nearest; the first may not break a limit of the grid
   * @returns a row with eᵀHe, damped, no larger than that of any of `plain`
   */
  round(weights: Float64Array, plain: readonly Row[], grid: Grid): Row {
    const factor = this.factorOf(weights);
    const around = Array.from({ length: 2 * AROUND + 1 }, (_, i) => i - AROUND)
      .filter((d) => d !== 0 && grid.most + d > 0)
      .map((d) => plain[0].scales.map((scale) => grid.storable((scale * grid.most) / (grid.most + d))));
    const rounded = [...plain.map(({ scales }) => scales), ...around].map((scales) =>
      compensate(weights, scales, grid, factor),
    );
    let [best] = plain;
    let least = factor.error(weights, best, grid);
    for (const row of [...plain.slice(1), ...rounded]) {
      const error = factor.error(weights, row, grid);
      if (!(error < least) || sumOf(row.levels) > grid.mostOfRow) continue;
      least = error;
      best = row;
    }
    return best;
  }

  /** The factor of H in the columns in which a row is not zero. */
  private factorOf(weights: Float64Array): Factor {
    const { moments, columns } = this;
    const order = Array.from(weights.keys()).filter((k) => weights[k] !== 0);
    // the last is rounded first
    order.sort((a, b) => moments[a * columns + a] - moments[b * columns + b] || b - a);
    const key = order.join();
    const found = this.factors.get(key) ?? new Factor(moments, columns, order);
    this.factors.set(key, found);
    return found;
  }
}

/** H in the columns that a row uses, factorised. */
export class Factor {
  readonly R: Float64Array;

  /** @param order the columns, the first to be rounded last */
  constructor(
    moments: Float64Array,
    columns: number,
    readonly order: readonly number[],
  ) {
    const n = order.length;
    const H = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) H[i * n + j] = moments[order[i] * columns + order[j]];
    this.R = cholesky(H, n);
  }

  /** eᵀHe. */
  error(weights: Float64Array, { scales, levels }: Row, { group }: Grid): number {
    const { R, order } = this;
    const n = order.length;
    const e = order.map((k) => weights[k] - weightOf(levels[k], scales[Math.floor(k / group)]));
    let error = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = i; j < n; j++) sum += R[i * n + j] * e[j];
      error += sum * sum;
    }
    return error;
  }
}

/** A row with the given scales, each column in the quantised value that is best after those that are rounded already. */
export function compensate(
  weights: Float64Array,
  scales: Float32Array,
  { most, group }: Grid,
  { R, order }: Factor,
): Row {
  const n = order.length;
  const levels = new Int16Array(weights.length);
  const e = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    const k = order[i];
    let sum = 0;
    for (let j = i + 1; j < n; j++) sum += R[i * n + j] * e[j];
    const scale = scales[Math.floor(k / group)];
    levels[k] = levelOf(weights[k] + sum / R[i * n + i], scale, most);
    e[i] = weights[k] - weightOf(levels[k], scale);
  }
  return { scales, levels };
}

const sumOf = (levels: Int16Array): number => levels.reduce((sum, level) => sum + Math.abs(level), 0);
