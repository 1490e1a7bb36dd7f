/**
 * The damped oscillator x'' + 2 ζ ω₀ x' + ω₀² x = 0 in closed form, as state (x, v).
 *
 * The experiments of "From Physics to Silicon" (2026) use ω₀ = 1, (x, v) = (1, 0) at t = 0, 200 samples on [0, 20],
 * trained on the even and tested on the odd samples, and four recordings whose damping ratio switches at t = 10.
 */
import { checkOptions } from '../check/options.ts';
import { anything } from '../check/rules.ts';
import { everySecond, intervals, type Recording } from './sequence.ts';

export const dampingRatios: readonly number[] = [0.1, 0.3, 0.5, 0.8, 1.2];

/** Damping ratios before and after the switch. */
export const dampingSwitches: readonly (readonly [number, number])[] = [
  [0.1, 1.2],
  [1.2, 0.1],
  [0.3, 0.8],
  [0.8, 0.3],
];

export type OscillatorState = readonly [x: number, v: number];

export interface OscillatorOptions {
  /** Damping ratio ζ ≥ 0: under 1 it oscillates, 1 is critical, above 1 it creeps. */
  zeta: number;
  /** Undamped angular frequency ω₀ > 0, radians per time unit; 1 by default. */
  omega0?: number;
  /** State at t = 0; (1, 0) by default. */
  start?: OscillatorState;
  /** Sample times, strictly increasing, at least two. Instead of `samples` and `end`. */
  times?: ArrayLike<number>;
  /** Number of uniform samples on [0, end], both ends included; 200 by default. */
  samples?: number;
  /** 20 by default. */
  end?: number;
}

/**
 * The state at time `t` after `start`.
 * @throws {RangeError} unless ζ ≥ 0, ω₀ > 0.
 */
export function oscillatorState(
  zeta: number,
  omega0: number,
  start: OscillatorState,
  t: number,
): OscillatorState {
  if (!(zeta >= 0 && zeta < Infinity)) throw new RangeError(`damping ratio zeta must be ≥ 0, got ${zeta}`);
  if (!(omega0 > 0 && omega0 < Infinity)) throw new RangeError(`frequency omega0 must be > 0, got ${omega0}`);
  const rate = zeta * omega0;
  // cosine = e^(−rate t) cos(w t), sine = e^(−rate t) sin(w t) / w, hyperbolic above ζ = 1.
  let cosine: number;
  let sine: number;
  if (zeta < 1) {
    const w = omega0 * Math.sqrt((1 - zeta) * (1 + zeta));
    const envelope = Math.exp(-rate * t);
    cosine = envelope * Math.cos(w * t);
    sine = (envelope * Math.sin(w * t)) / w;
  } else if (zeta === 1) {
    cosine = Math.exp(-rate * t);
    sine = t * cosine;
  } else {
    const w = omega0 * Math.sqrt((zeta - 1) * (zeta + 1));
    // w − rate without cancellation; expm1 keeps the difference of the exponentials exact near ζ = 1.
    const slow = Math.exp((-omega0 * omega0 * t) / (w + rate));
    cosine = 0.5 * (slow + Math.exp(-(w + rate) * t));
    sine = (-slow * Math.expm1(-2 * w * t)) / (2 * w);
  }
  const [x, v] = start;
  return [x * cosine + (v + rate * x) * sine, v * cosine - (rate * v + omega0 * omega0 * x) * sine];
}

/**
 * A recording of the channels x and v.
 * @throws {RangeError} on options out of range; {DataError} on times that do not strictly increase.
 */
export function dampedOscillator(options: OscillatorOptions): Recording {
  checkOptions<OscillatorOptions>('dampedOscillator', options, {
    zeta: anything,
    omega0: anything,
    start: anything,
    times: anything,
    samples: anything,
    end: anything,
  });
  const { zeta, omega0 = 1, start = [1, 0], samples = 200, end = 20 } = options;
  const times = options.times ?? uniform(0, end, samples);
  return sample(`damped oscillator, zeta ${zeta}`, times, (t) => oscillatorState(zeta, omega0, start, t));
}

/**
 * A recording whose damping ratio is `before` until t = 10 and `after` from then on, the state continuous:
 * 100 samples on [0, 10] (spacing 10/99), then 100 samples 10.1, 10.2 … 20.
 */
export function switchedOscillator(before: number, after: number): Recording {
  const times = new Float64Array(200);
  times.set(uniform(0, 10, 100));
  for (let k = 1; k <= 100; k++) times[99 + k] = 10 + k / 10;
  const turn = oscillatorState(before, 1, [1, 0], 10);
  return sample(`damped oscillator, zeta ${before} then ${after}`, times, (t) =>
    t <= 10 ? oscillatorState(before, 1, [1, 0], t) : oscillatorState(after, 1, turn, t - 10),
  );
}

/** Even samples 0, 2, 4 … to train on, odd samples 1, 3, 5 … to test on. */
export function evenOddSplit(recording: Recording): { train: Recording; test: Recording } {
  return { train: everySecond(recording, 0), test: everySecond(recording, 1) };
}

function uniform(start: number, end: number, samples: number): Float64Array {
  if (!(Number.isInteger(samples) && samples >= 2))
    throw new RangeError(`samples must be ≥ 2, got ${samples}`);
  if (!(end > start && end < Infinity)) throw new RangeError(`end must be > ${start}, got ${end}`);
  return Float64Array.from({ length: samples }, (_, k) => start + ((end - start) * k) / (samples - 1));
}

function sample(name: string, times: ArrayLike<number>, state: (t: number) => OscillatorState): Recording {
  const values = new Float64Array(times.length * 2);
  for (let k = 0; k < times.length; k++) values.set(state(times[k]), 2 * k);
  return { name, length: times.length, channels: 2, values, dt: intervals(times) };
}
