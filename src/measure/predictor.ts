import type { Value } from '../graph/value.ts';
import type { Model as Machine } from '../runtime/index.ts';
import type { Evaluator } from '../train/evaluate.ts';
import type { Sequence } from '../train/sequence.ts';

/** A model that can be stepped, whatever computes it. */
export interface Predictor {
  /** Returns to the initial state. */
  reset(): void;
  /** Steps once. The output is valid until the next step. */
  step(input: ArrayLike<number>, dt: number): ArrayLike<number>;
  /** The value of a probe in the last step. */
  probe(name: string): ArrayLike<number>;
  /** A copy of all states after the last step, one after the other in the model's order. */
  state(): Float64Array;
  /** Sets the states before the next step, as many as `state` gives. */
  setState(values: Float64Array): void;
}

/** A trivial predictor that can be stepped, also in a closed loop. */
export interface TrivialPredictor {
  readonly name: string;
  readonly parameters: number;
  readonly predictor: Predictor;
}

/** A blob in WebAssembly, with its own session: inputs are taken as they are, without gaps. */
export function machinePredictor(machine: Machine): Predictor {
  const session = machine.session({ missing: 'error' });
  return {
    reset: () => session.reset(),
    step: (input, dt) => session.step(input, dt),
    probe: (name) => session.probe(name),
    state: () => Float64Array.from(machine.states.flatMap((name) => Array.from(session.state(name)))),
    setState(values) {
      let at = 0;
      for (const name of machine.states) {
        const { length } = session.state(name);
        session.setState(name, values.subarray(at, at + length));
        at += length;
      }
    },
  };
}

/** The float64 reference. */
export const referencePredictor = (evaluator: Evaluator): Predictor => ({
  reset: () => evaluator.reset(),
  step: (input, dt) => evaluator.step(input, dt),
  probe: (name) => evaluator.read(evaluator.network.probes.get(name) as Value),
  state: () => evaluator.state.slice(),
  setState: (values) => evaluator.state.set(values),
});

/** All outputs [length × outputs] of a sequence, from the initial state. */
export function outputsOf(predictor: Predictor, sequence: Sequence): Float64Array {
  const { length, inputs, targets, dt } = sequence;
  const width = inputs.length / length;
  const all = new Float64Array(targets.length);
  const outputs = targets.length / length;
  predictor.reset();
  for (let t = 0; t < length; t++)
    all.set(predictor.step(inputs.subarray(t * width, (t + 1) * width), dt ? dt[t] : 1), t * outputs);
  return all;
}

/** Calls `read` after every step of a sequence, from the initial state. */
export function along<T>(
  predictor: Predictor,
  { length, inputs, dt }: Pick<Sequence, 'length' | 'inputs' | 'dt'>,
  read: () => T,
): T[] {
  const width = inputs.length / length;
  predictor.reset();
  return Array.from({ length }, (_, t) => {
    predictor.step(inputs.subarray(t * width, (t + 1) * width), dt ? dt[t] : 1);
    return read();
  });
}

/** The values of a probe after every step of a sequence, from the initial state: [length][elements]. */
export const probeAlong = (
  predictor: Predictor,
  name: string,
  sequence: Pick<Sequence, 'length' | 'inputs' | 'dt'>,
): number[][] => along(predictor, sequence, () => Array.from(predictor.probe(name)));

/** Turns one vector per step into the rows of a heat map, one for each element. */
export const byElement = (steps: readonly (readonly number[])[]): number[][] =>
  steps[0].map((_, element) => steps.map((step) => step[element]));
