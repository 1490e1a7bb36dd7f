import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { initialise, type Parameter } from '../../src/graph/parameter.ts';
import { lengthOf } from '../../src/graph/value.ts';
import { buildNetwork, type Layer } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';

/** What a model may be off in WebAssembly, as a share of its largest output, wherever float64 is stable. */
export const PROMISED = 1e-5;
/** float64 is stable where, its states disturbed by so much, … */
const DISTURBANCE = 1e-7;
/** … its outputs stay so near. */
const STABLE = 1e-6;

export interface Course {
  /** Model time between steps. */
  readonly dt: number;
  readonly length: number;
  /** Weights are drawn as training draws them, then multiplied by this; those that begin as constants stay. */
  readonly gain: number;
}

export interface Drift {
  /** The largest output in float64. */
  readonly scale: number;
  /** How far WebAssembly was from float64 at most, as a share of the scale. */
  readonly share: number;
  /** How far float64 was from itself at most, disturbed at the start and again and again along the course. */
  readonly disturbed: number;
  readonly stable: boolean;
}

const UNITS = 12;

/** Runs a cell over slow sines from a random state, in WebAssembly and in float64 with the same weights, side by side. */
export function drift(layer: Omit<Layer, 'units'>, { dt, length, gain }: Course, seed = 5): Drift {
  const random = new Random(seed);
  const network = modelOf(layer);
  const parameters = new Map(network.parameters.map((p) => [p.name, drawn(p, gain, random)]));
  const { blob, constants } = compile(network, parameters);
  const session = loadSync(blob).session();
  const [exact, ...others] = [0, 1, 2].map(
    () => new Evaluator(network, parameters, { constants, kernels: true }),
  );
  let at = 0;
  for (const { name, before } of network.states) {
    const start = Float32Array.from({ length: lengthOf(before) }, () => 2 * random.next() - 1);
    session.setState(name, start);
    exact.state.set(start, at);
    at += start.length;
  }
  const interval = Math.fround(dt);
  const again = disturbedEvery(dt, length);
  const x = new Float32Array(network.spec.inputs);
  let [scale, error, disturbed] = [0, 0, 0];
  for (let t = 0; t < length; t++) {
    others.forEach((other, k) => {
      if (t % again[k] === 0) disturb(other, exact, random);
    });
    for (let i = 0; i < x.length; i++)
      x[i] = Math.sin(((40 * Math.PI * t) / length) * (i % 2 ? 0.37 : 1) + i);
    const want = exact.step(x, interval);
    const near = others.map((other) => other.step(x, interval));
    const got = session.step(x, interval);
    for (let j = 0; j < want.length; j++) {
      scale = Math.max(scale, Math.abs(want[j]));
      error = Math.max(error, Math.abs(want[j] - got[j]));
      for (const each of near) disturbed = Math.max(disturbed, Math.abs(want[j] - each[j]));
    }
  }
  return { scale, share: error / scale, disturbed, stable: disturbed <= STABLE };
}

/** Goes on in `other` from where `exact` is, but for a little. */
function disturb(other: Evaluator, exact: Evaluator, random: Random): void {
  exact.state.forEach((state, i) => {
    other.state[i] = state + (random.next() < 0.5 ? -DISTURBANCE : DISTURBANCE);
  });
}

/**
 * A model may be stable at one place of its course and not at another. So it is disturbed every few steps, which shows where
 * a step amplifies, and at least four times for as long as ten units of time, which shows where a slow change does.
 */
const disturbedEvery = (dt: number, length: number): readonly number[] => [
  20,
  Math.min(Math.max(200, Math.ceil(10 / dt)), Math.ceil(length / 4)),
];

function modelOf(layer: Omit<Layer, 'units'>) {
  const { cell } = layer;
  const { wiring, projection } = (cell.options ?? {}) as {
    readonly wiring?: { readonly outputs?: number };
    readonly projection?: number;
  };
  const outputs = wiring?.outputs ?? projection ?? UNITS;
  const likeInputs = cell.name === 'hlln' || cell.name === 'hlln-wide';
  return buildNetwork({
    inputs: likeInputs ? UNITS : 2,
    outputs,
    layers: [{ ...layer, units: UNITS }],
    readout: 'none',
  });
}

function drawn(parameter: Parameter, gain: number, random: Random): Float64Array {
  const constant = parameter.init.kind === 'constant' || parameter.init.kind === 'given';
  return initialise(parameter, random).map((x) => Math.fround(constant ? x : gain * x));
}
