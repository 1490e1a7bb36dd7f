import { Random } from '../../data/random.ts';
import type { Predictor } from '../predictor.ts';

/** One step of an autonomous system, in place. */
export type StateMap = (state: Float64Array) => void;

export interface LyapunovOptions {
  /** Steps that count. */
  readonly steps: number;
  /** Steps before, which turn the perturbation into the direction of fastest growth; a tenth of `steps` by default. */
  readonly transient?: number;
  /** Steps between renormalisations; 10 by default. */
  readonly every?: number;
  /** Distance of the trajectories after each, in the state's units: small against the attractor, large against rounding. */
  readonly distance?: number;
}

/**
 * The largest Lyapunov exponent of a map, per step: the mean rate at which two near trajectories part, brought back to
 * their first distance again and again (Benettin, Galgani & Strelcyn, Phys. Rev. A 14, 1976). Divide it by the interval
 * to get the exponent per time unit. Its statistical error falls as 1/√steps.
 * @param start the first state; not changed
 * @returns NaN if a trajectory becomes infinite or NaN, −Infinity if the two become one
 */
export function largestExponent(map: StateMap, start: Float64Array, options: LyapunovOptions): number {
  const { steps, transient = Math.ceil(steps / 10), every = 10, distance = 1e-7 } = options;
  const random = new Random(0);
  const state = start.slice();
  const near = start.map(() => random.normal());
  place(near, state, distance);
  let sum = 0;
  let counted = 0;
  for (let done = 0; done < transient + steps; done += every) {
    for (let k = 0; k < every; k++) {
      map(state);
      map(near);
    }
    for (let i = 0; i < near.length; i++) near[i] -= state[i];
    const apart = place(near, state, distance);
    if (!Number.isFinite(apart)) return Number.NaN;
    if (apart === 0) return -Infinity;
    if (done < transient) continue;
    sum += Math.log(apart / distance);
    counted += every;
  }
  return sum / counted;
}

/** Replaces a direction by the point at `distance` from `origin` in that direction. Returns the direction's length. */
function place(direction: Float64Array, origin: Float64Array, distance: number): number {
  const length = Math.hypot(...direction);
  for (let i = 0; i < direction.length; i++) direction[i] = origin[i] + (direction[i] * distance) / length;
  return length;
}

/**
 * Turns a predictor whose outputs are its next inputs into a map of its states followed by its last output. Both are
 * perturbed.
 * @param dt interval of each step
 * @returns the map, and its state after `inputs` [steps × width]
 */
export function closedLoopMap(
  predictor: Predictor,
  inputs: Float64Array,
  width: number,
  dt: number,
): { readonly map: StateMap; readonly start: Float64Array } {
  predictor.reset();
  let output: ArrayLike<number> = new Float64Array(width);
  for (let at = 0; at < inputs.length; at += width)
    output = predictor.step(inputs.subarray(at, at + width), dt);
  const join = (): Float64Array => Float64Array.from([...predictor.state(), ...Array.from(output)]);
  const start = join();
  const states = start.length - width;
  return {
    start,
    map(state) {
      predictor.setState(state.subarray(0, states));
      output = predictor.step(state.subarray(states), dt);
      state.set(join());
    },
  };
}
