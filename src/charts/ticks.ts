/** Where an axis has its ticks. */

/** Multiples of 1, 2 or 5 times a power of ten within the range, at most `most` of them. */
export function linearSplits(min: number, max: number, most: number): number[] {
  if (!(max > min)) return Number.isFinite(min) ? [min] : [];
  const rough = (max - min) / Math.max(1, most);
  let power = 10 ** Math.floor(Math.log10(rough));
  for (;;) {
    for (const multiple of [1, 2, 5]) {
      const step = multiple * power;
      const first = Math.ceil(min / step - 1e-9);
      const last = Math.floor(max / step + 1e-9);
      if (last - first + 1 <= most)
        return Array.from({ length: last - first + 1 }, (_, i) =>
          Number(((first + i) * step).toPrecision(12)),
        );
    }
    power *= 10;
  }
}

function multiplesOfPowers(min: number, max: number, multiples: readonly number[], every: number): number[] {
  const splits: number[] = [];
  const first = Math.floor(Math.log10(min));
  for (let exponent = first; exponent <= Math.ceil(Math.log10(max)); exponent++) {
    if (exponent % every !== 0) continue;
    for (const multiple of multiples) {
      const value = Number(`${multiple}e${exponent}`);
      if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) splits.push(value);
    }
  }
  return splits;
}

/** Round numbers on a logarithmic axis, at most `most`: powers of ten, with 2 and 5 or 3 between them where there is room. */
export function logSplits(min: number, max: number, most: number): number[] {
  // within so small a range the axis is nearly linear
  if (max / min < 4) return linearSplits(min, max, most);
  for (const multiples of [[1, 2, 5], [1, 3], [1]]) {
    const splits = multiplesOfPowers(min, max, multiples, 1);
    if (splits.length <= most) return splits;
  }
  for (let every = 2; ; every++) {
    const splits = multiplesOfPowers(min, max, [1], every);
    if (splits.length <= Math.max(1, most)) return splits;
  }
}
