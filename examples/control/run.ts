/** The closed loop: plant, sensors, controller, at 1 kHz with a zero-order hold, and what can go wrong in it. */
import { Random } from '../../src/data/random.ts';
import { type CartPole, Simulation, STATES, standard } from './cart-pole.ts';
import { dot } from './matrix.ts';
import { Hold, type SensorOptions, Sensors } from './sensors.ts';

/** Ticks of the controller a second, and substeps of the plant a tick: the plant runs at 10 kHz. */
export const HERTZ = 1000;
const SUBSTEPS = 10;
/** The motor's largest force, N. */
const STRONGEST = 10;
/** Beyond these the pole has fallen, or the cart has left the track. */
const LIMITS = { angle: 0.5, position: 2.4 } as const;

/** The observations of a tick, each [4]. Every tick reuses the arrays. */
export interface Seen {
  /** NaN for a reading that did not arrive. */
  readonly raw: ArrayLike<number>;
  /** The last reading in place of one that did not arrive. */
  readonly held: ArrayLike<number>;
  /** The state itself, for a controller that cheats. */
  readonly truth: ArrayLike<number>;
}

/** Gives a force in N. Called once a tick. */
export type Controller = (seen: Seen) => number;

/** s ↦ −K s. */
export const linear =
  (gains: ArrayLike<number>, of: 'held' | 'truth'): Controller =>
  (seen) =>
    -dot(gains, seen[of]);

export interface Scenario {
  readonly seconds: number;
  readonly plant: CartPole;
  readonly sensors: SensorOptions;
  /** The plant from half-time on. */
  readonly later: CartPole;
  /** Half-width of the uniform distribution of each state at the start: m, m/s, rad, rad/s. */
  readonly starts: readonly number[];
  /** Pushes against the cart: N, the s that each lasts, and the s from one to the next. Their sign is random. */
  readonly push: { readonly force: number; readonly lasts: number; readonly every: number };
}

/** Noise, drop-outs, a push every 2.5 s, and after 10 s of 20 a pole of twice the mass. */
export const usual: Scenario = {
  seconds: 20,
  plant: standard,
  later: { ...standard, poleMass: 2 * standard.poleMass },
  sensors: { noise: [0.005, 0.05, 0.01, 0.1], dropped: 0.2, dropLength: 20 },
  starts: [0.5, 0.3, 0.15, 0.3],
  push: { force: 5, lasts: 0.1, every: 2.5 },
};

/** Twice the noise, and longer drop-outs: no network has seen them in training. */
export const harsh: Scenario = {
  ...usual,
  sensors: { noise: usual.sensors.noise.map((deviation) => 2 * deviation), dropped: 0.3, dropLength: 50 },
};

export interface Outcome {
  /** s until the pole fell or the cart left the track; all of them if neither happened. */
  readonly balanced: number;
  readonly fell: boolean;
  /** rad, over the time balanced. */
  readonly rmsAngle: number;
  /** State [ticks × 4], at the time of each tick. */
  readonly states: Float64Array;
  /** Readings [ticks × 4], NaN where one did not arrive; and with the last one held there. */
  readonly raw: Float64Array;
  readonly held: Float64Array;
}

export function startOf(random: Random, widths: readonly number[]): Float64Array {
  return Float64Array.from(widths, (width) => width * (2 * random.next() - 1));
}

const hasFallen = (state: ArrayLike<number>): boolean =>
  // a state that is no number has fallen too
  !(Math.abs(state[0]) <= LIMITS.position && Math.abs(state[2]) <= LIMITS.angle);

export const limited = (force: number): number => Math.min(STRONGEST, Math.max(-STRONGEST, force));

/**
 * One run to its end or to the fall. The same controller, scenario and seed give the same bits; start, noise, drop-outs and
 * pushes depend on the seed only.
 * @param disturb a force in N that is added to the controller's, before the motor's limit
 */
export function run(
  controller: Controller,
  scenario: Scenario,
  seed: number,
  disturb: () => number = () => 0,
): Outcome {
  const { seconds, plant, later, starts, push } = scenario;
  const random = new Random(seed);
  const simulation = new Simulation(plant, startOf(random, starts), 1 / (HERTZ * SUBSTEPS));
  const sensors = new Sensors(new Random(random.bits()), scenario.sensors);
  const hold = new Hold();
  const { state } = simulation;
  const seen: Seen = { raw: sensors.readings, held: hold.last, truth: state };
  const ticks = Math.round(seconds * HERTZ);
  const pushEvery = Math.round(push.every * HERTZ);
  const states = new Float64Array(ticks * STATES);
  const raw = new Float64Array(ticks * STATES);
  const held = new Float64Array(ticks * STATES);
  let pushing = 0;
  let squares = 0;
  let t = 0;
  for (; t < ticks && !hasFallen(state); t++) {
    if (t === ticks >> 1) simulation.plant = later;
    // the first one comes half a period after the start
    const phase = (t + (pushEvery >> 1)) % pushEvery;
    if (phase === 0) pushing = random.next() < 0.5 ? -push.force : push.force;
    else if (phase >= push.lasts * HERTZ) pushing = 0;
    states.set(state, t * STATES);
    raw.set(sensors.read(state), t * STATES);
    held.set(hold.take(sensors.readings), t * STATES);
    squares += state[2] * state[2];
    simulation.advance(limited(controller(seen) + disturb()) + pushing, SUBSTEPS);
  }
  return {
    balanced: t / HERTZ,
    fell: hasFallen(state),
    rmsAngle: Math.sqrt(squares / Math.max(1, t)),
    states: states.subarray(0, t * STATES),
    raw: raw.subarray(0, t * STATES),
    held: held.subarray(0, t * STATES),
  };
}
