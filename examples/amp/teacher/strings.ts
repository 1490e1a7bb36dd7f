/** Strings that nobody recorded: plucked, muted, and struck together, made by a computer. */
import type { Random } from '../../../src/data/random.ts';

export interface Pluck {
  /** Hz of the open note. */
  readonly frequency: number;
  /** Samples from the pluck until the string is stopped. */
  readonly length: number;
  /** Seconds after which the fundamental has fallen by 60 dB: short for a muted string. */
  readonly decay: number;
  /** Where it is plucked and heard, as a share of its length. */
  readonly position: number;
  /** Share of the high notes in the pluck: 0 soft, 1 hard. */
  readonly brightness: number;
}

/**
 * Adds a plucked string to a signal: Karplus and Strong, “Digital synthesis of plucked-string and drum timbres”, Computer Music
 * Journal 7 (1983), with the loop gain, the tuning by an all-pass and the pick position of Jaffe and Smith, “Extensions of
 * the Karplus–Strong plucked-string algorithm”, the same issue.
 * @param into from `start` on
 * @param level of the pluck: three times its root mean square
 */
export function pluck(
  into: Float64Array,
  start: number,
  rate: number,
  { frequency, length, decay, position, brightness }: Pluck,
  level: number,
  random: Random,
): void {
  const period = rate / frequency;
  const whole = Math.floor(period - 0.6); // half a sample is the averaging filter's
  const fraction = period - 0.5 - whole;
  const allpass = (1 - fraction) / (1 + fraction);
  const gain = 0.001 ** (1 / (frequency * decay));
  const line = excitation(whole, position, brightness, random);
  const end = Math.min(into.length, start + length);
  const release = Math.min(length, Math.round(0.004 * rate));
  let [before, x1, y1] = [0, 0, 0];
  for (let t = start, at = 0; t < end; t++) {
    const x = line[at];
    const averaged = gain * 0.5 * (x + before);
    before = x;
    y1 = allpass * (averaged - y1) + x1;
    x1 = averaged;
    line[at] = y1;
    at = at + 1 === whole ? 0 : at + 1;
    into[t] += level * x * Math.min(1, (end - t) / release);
  }
}

/** Noise, as soft as wanted, without what a pick at `position` leaves out; its root mean square is a third. */
function excitation(length: number, position: number, brightness: number, random: Random): Float64Array {
  const noise = Float64Array.from({ length }, () => 2 * random.next() - 1);
  let low = 0;
  for (let round = 0; round < 2; round++)
    for (let t = 0; t < length; t++) {
      low += brightness * (noise[t] - low);
      noise[t] = low;
    }
  const away = Math.max(1, Math.round(position * length));
  const comb = noise.map((x, t) => x - noise[(t + length - away) % length]);
  const mean = comb.reduce((sum, x) => sum + x, 0) / length;
  const square = comb.reduce((sum, x) => sum + (x - mean) ** 2, 0) / length;
  return comb.map((x) => (x - mean) / (3 * Math.sqrt(square)));
}
