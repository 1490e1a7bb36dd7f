import { Random } from '../../data/random.ts';
import type { Predictor } from '../predictor.ts';

/** One step of an autonomous system, in place. */
export type StateMap = (state: Float64Array) => void;

export interface LyapunovOptions {
  /** Steps that count. */
  readonly steps: number;
  /** Steps before, in which the perturbation turns into the direction that grows most; a tenth of `steps` by default. */
  readonly transient?: number;
  /** Steps between renormalisations; 10 by default. */
  readonly every?: number;
  /** Distance of the two trajectories after each, in the units of the state: small against the attractor, large against rounding. */
  readonly distance?: number;
}

/**
 * The largest Lyapunov exponent, per step, of a map: the mean rate at which two near trajectories part, brought back to
 * their first distance again and again (Benettin, Galgani & Strelcyn, Phys. Rev. A 14, 1976). Divided by the interval it is
 * the exponent per time unit. Its statistical error falls as 1/√steps.
 * @param start the first state; it is not changed
 * @returns NaN where a trajectory leaves the finite numbers, −Infinity where the two become one
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

/** Makes of a direction the point at `distance` from `origin` in that direction. Returns the direction's length. */
function place(direction: Float64Array, origin: Float64Array, distance: number): number {
  const length = Math.hypot(...direction);
  for (let i = 0; i < direction.length; i++) direction[i] = origin[i] + (direction[i] * distance) / length;
  return length;
}

/**
 * A predictor whose outputs are its next inputs, as a map of all that it goes on from: its states, then its last output. What
 * is perturbed is therefore both.
 * @param dt interval of each step
 * @returns the map, and where the predictor stands after `inputs` [steps × width]
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
