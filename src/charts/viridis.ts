/**
 * The colour map viridis of Smith and van der Walt (2015): even steps look even, also without red or green and in grey.
 * Linear between ten of its colours.
 */
const stops = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
];

/** @param level 0 to 1 @returns red, green and blue, 0 to 255 */
export function viridis(level: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, level)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const part = place - below;
  const mix = (channel: number): number =>
    Math.round(stops[below][channel] * (1 - part) + stops[below + 1][channel] * part);
  return [mix(0), mix(1), mix(2)];
}
