/** Fields to solve, by solvers with a fixed budget and by an adaptive one. */
import { cells, type FieldCell } from '../cells/index.ts';
import { compile } from '../compile/compile.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { Random } from '../data/random.ts';
import { median } from '../data/sequence.ts';
import { initialise } from '../graph/parameter.ts';
import { type Integrator, integrators, rk4 } from '../integrators/index.ts';
import { buildNetwork, type Network } from '../network/network.ts';
import { loadSync } from '../runtime/index.ts';
import { timesOf } from './latency.ts';
import { derivativeOf, Tsit5 } from './tsit5.ts';

const INPUTS = 2;
const STEPS = 200;
/** τ of the stiff units: at a step of 1, they decay 50 times as fast as they are sampled. */
const FAST = 0.02;

export interface Field {
  readonly name: string;
  readonly cell: FieldCell;
  readonly units: number;
  readonly parameters: ParameterValues;
}

/** One input per step, held over the step: sines of two periods. */
const inputs = Array.from({ length: STEPS }, (_, t) =>
  Float32Array.from([Math.sin(0.3 * t), Math.sin(0.071 * t + 1)]),
);

const layer = (cell: FieldCell, units: number, integrator: Integrator, unfolds: number): Network =>
  buildNetwork({
    inputs: INPUTS,
    outputs: units,
    layers: [{ cell, units, integrator, unfolds }],
    readout: 'none',
  });

const inverseSoftplus = (y: number): number => Math.log(Math.expm1(y));

/** A field with drawn weights, three times the initial ones: far from linear, as after training. */
export function fieldOf(kind: 'LTC' | 'CTRNN', stiff: boolean, units: number, seed = 1): Field {
  const cell = (kind === 'LTC' ? cells.ltc() : cells.ctrnn()) as FieldCell;
  const random = new Random(seed);
  const parameters = new Map(
    layer(cell, units, rk4, 1).parameters.map((parameter) => {
      const data = initialise(parameter, random);
      if (parameter.name === 'W' || parameter.name === 'U')
        return [parameter.name, data.map((w) => 3 * w)] as const;
      if (!stiff) return [parameter.name, data] as const;
      const fast = (slow: number, value: number): Float64Array => data.map((_, i) => (i % 2 ? value : slow));
      if (parameter.name === 'tau')
        return [parameter.name, fast(inverseSoftplus(1), inverseSoftplus(FAST))] as const;
      if (parameter.name === 'log_tau') return [parameter.name, fast(0, Math.log(FAST))] as const;
      return [parameter.name, data] as const;
    }),
  );
  return { name: `${kind}, ${stiff ? 'stiff' : 'mild'}`, cell, units, parameters };
}

/** Fields of 16 units, mild and stiff, from one draw of weights. */
export const fieldsOf = (seed: number): Field[] =>
  (['LTC', 'CTRNN'] as const).flatMap((kind) => [false, true].map((stiff) => fieldOf(kind, stiff, 16, seed)));

/** States [steps × units] by the adaptive solver, and the evaluations per step. */
function trajectory(
  { cell, units, parameters }: Field,
  tolerance: number,
): { states: Float64Array; work: number[] } {
  const { hold, derivative } = derivativeOf(cell, { inputs: INPUTS, units }, parameters);
  const solver = new Tsit5(units, derivative, { relative: tolerance, absolute: tolerance });
  const y = new Float64Array(units);
  const states = new Float64Array(STEPS * units);
  const work = inputs.map((input, t) => {
    hold(input);
    const { evaluations } = solver.integrate(y, 1);
    states.set(y, t * units);
    return evaluations;
  });
  return { states, work };
}

const references = new Map<Field, Float64Array>();
function referenceOf(one: Field): Float64Array {
  const known = references.get(one) ?? trajectory(one, 1e-11).states;
  references.set(one, known);
  return known;
}

const rms = (got: ArrayLike<number>, want: Float64Array): number =>
  Math.sqrt(want.reduce((sum, y, i) => sum + (got[i] - y) ** 2, 0) / want.length);

export interface Solved {
  readonly integrator: string;
  readonly unfolds: number;
  /** Root mean square over steps and units; Infinity if the state became infinite or NaN. */
  readonly error: number;
  /** Of a step, in nanoseconds. */
  readonly time: number;
}

/** Every integrator with every unfold count, in the interpreter. @param milliseconds to time each; 0: not timed */
export function fixed(one: Field, unfolds: readonly number[], milliseconds: number): Solved[] {
  const want = referenceOf(one);
  const solvers = integrators.flatMap((integrator) =>
    unfolds.map((count) => {
      const { blob } = compile(layer(one.cell, one.units, integrator, count), one.parameters);
      const machine = loadSync(blob, { name: `${one.name}, ${integrator.name}` });
      return { integrator, count, machine, session: machine.session() };
    }),
  );
  const errors = solvers.map(({ session }) => {
    const states = new Float64Array(STEPS * one.units);
    try {
      inputs.forEach((input, t) => {
        states.set(session.step(input, 1), t * one.units);
      });
    } catch {
      return Number.POSITIVE_INFINITY; // the interpreter refuses a step that becomes infinite or NaN
    }
    return rms(states, want);
  });
  const times =
    milliseconds === 0
      ? []
      : timesOf(
          solvers.map(({ session }) => {
            session.reset();
            return () => session.step(inputs[0], 1e-3); // so short that no method diverges; the work is the same
          }),
          milliseconds,
        );
  for (const { machine } of solvers) machine.dispose();
  return solvers.map(({ integrator, count }, i) => ({
    integrator: integrator.name,
    unfolds: count,
    error: errors[i],
    time: times[i] ?? Number.NaN,
  }));
}

/** The adaptive solver at a tolerance: its error, and its evaluations of the field per step. */
export function adaptive(one: Field, tolerance: number) {
  const { states, work } = trajectory(one, tolerance);
  const sorted = [...work].sort((a, b) => a - b);
  return {
    error: rms(states, referenceOf(one)),
    evaluations: {
      median: median(work),
      p99: sorted[Math.floor(0.99 * (sorted.length - 1))],
      largest: sorted[sorted.length - 1],
    },
  };
}
