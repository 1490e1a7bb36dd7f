/** What the numbers of a column are like. */

/** The most different values that are kept: with more, a column holds no labels. */
const FEW = 20;

/** Statistics of what is there; `deviation` is that of the population. All of no number are NaN. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** The least and the greatest value, how often each comes, and the value next to it. */
  readonly min: Extreme;
  readonly max: Extreme;
  /** The different values, ascending; null if there are more than 20. */
  readonly values: readonly number[] | null;
  readonly isWhole: boolean;
  /** A value that more than half of the cells hold, with its number; null if there is none. */
  readonly most: { readonly value: number; readonly count: number } | null;
}

export interface Extreme {
  readonly value: number;
  readonly count: number;
  readonly next: number;
}

/** @param lists of one column, NaN where missing */
export function summaryOf(lists: readonly Float64Array[]): Summary {
  const values = new Set<number>();
  let count = 0;
  let sum = 0;
  let isWhole = true;
  let candidate = Number.NaN;
  let lead = 0;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const x = list[i];
      if (Number.isNaN(x)) continue;
      count++;
      sum += x;
      isWhole &&= Number.isInteger(x);
      if (values.size <= FEW) values.add(x);
      // Boyer and Moore (1981): if a value has the majority, it is left at the end
      if (lead === 0) candidate = x;
      lead += x === candidate ? 1 : -1;
    }
  const mean = sum / count;
  const most = countOf(lists, candidate);
  return {
    count,
    mean,
    deviation: deviationOf(lists, mean, count),
    min: extremeOf(lists, 1),
    max: extremeOf(lists, -1),
    values: values.size <= FEW ? [...values].sort((a, b) => a - b) : null,
    isWhole,
    most: 2 * most > count ? { value: candidate, count: most } : null,
  };
}

/** @param way 1 for the least value, −1 for the greatest */
function extremeOf(lists: readonly Float64Array[], way: 1 | -1): Extreme {
  let value = Number.POSITIVE_INFINITY;
  let next = value;
  let count = 0;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const x = way * list[i];
      if (!(x < next)) {
        if (x === value) count++;
      } else if (x < value) {
        next = value;
        value = x;
        count = 1;
      } else if (x === value) count++;
      else next = x;
    }
  return count === 0
    ? { value: Number.NaN, count, next: Number.NaN }
    : { value: way * value, count, next: Number.isFinite(next) ? way * next : Number.NaN };
}

function countOf(lists: readonly Float64Array[], value: number): number {
  let count = 0;
  for (const list of lists) for (let i = 0; i < list.length; i++) if (list[i] === value) count++;
  return count;
}

function deviationOf(lists: readonly Float64Array[], mean: number, count: number): number {
  let sum = 0;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const off = list[i] - mean;
      if (!Number.isNaN(off)) sum += off * off;
    }
  return Math.sqrt(sum / count);
}

/** Mean and deviation without some values. */
export function without(
  lists: readonly Float64Array[],
  left: readonly number[],
): { readonly mean: number; readonly deviation: number } {
  let [count, sum] = [0, 0];
  for (const list of lists)
    for (const x of list) {
      if (Number.isNaN(x) || left.includes(x)) continue;
      count++;
      sum += x;
    }
  const mean = sum / count;
  let squares = 0;
  for (const list of lists)
    for (const x of list) if (!Number.isNaN(x) && !left.includes(x)) squares += (x - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count) };
}
