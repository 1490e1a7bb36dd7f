import { type Grid, squaredError } from './grid.ts';
import { scaleOfLargest } from './nearest.ts';

/**
 * Scales are looked for at which the largest weight is clipped or has one of so many topmost quantised values. Of four bits these
 * are all there are; in eight and more, a coarser grid is no gain.
 */
const TOPMOST = 16;

/**
 * The scale s of a group with the least Σ (w − s · level(w / s))², levels the nearest and clipped: the exact minimum, not
 * one of a list of trials.
 *
 * Between two scales at which no level changes, the sum is a parabola in s with its lowest point at s = Σwq / Σq², where it
 * is Σw² − (Σwq)² / Σq². A level changes at s = |w| / (level + ½). So going down from the largest scale, from one
 * change to the next, sees every parabola once.
 * @param least the scale may not be smaller
 * @returns never one with a larger sum than `scaleOfLargest`, as they are stored
 */
export function leastSquaresScale(group: Float64Array, grid: Grid, least: number): number {
  const { most, storable } = grid;
  const start = scaleOfLargest(group, grid, least);
  if (!(start > 0 && start < Infinity)) return start;
  let largest = 0;
  for (const w of group) largest = Math.max(largest, Math.abs(w));
  // relative to the largest weight, whose square might be beyond a float64
  const sizes = group.map((w) => Math.abs(w) / largest);
  const before = squaredError(sizes, start / largest, most);
  // below it, clipping the largest weight alone costs more than all of `start` does
  const low = Math.max(least / largest, (1 - Math.sqrt(before)) / most);
  const high = 1 / Math.max(0.5, most - TOPMOST + 0.5);

  const levels = sizes.map((w) => Math.min(most, Math.round(w / high)));
  const changes: { readonly scale: number; readonly index: number }[] = [];
  sizes.forEach((w, index) => {
    for (let level = levels[index]; level < most; level++) {
      const scale = w / (level + 0.5);
      if (scale < low || scale === 0) break;
      changes.push({ scale, index });
    }
  });
  changes.sort((a, b) => b.scale - a.scale);

  let weighted = 0; // Σwq
  let squares = 0; // Σq²
  sizes.forEach((w, i) => {
    weighted += w * levels[i];
    squares += levels[i] ** 2;
  });
  let best = start / largest;
  let gain = 0;
  const consider = (): void => {
    const scale = weighted / squares;
    if (squares === 0 || scale * largest < least || weighted * scale <= gain) return;
    gain = weighted * scale;
    best = scale;
  };
  consider();
  for (const { index } of changes) {
    weighted += sizes[index];
    squares += 2 * levels[index]++ + 1;
    consider();
  }
  const found = storable(best * largest);
  return squaredError(group, found, most) < squaredError(group, start, most) ? found : start;
}
