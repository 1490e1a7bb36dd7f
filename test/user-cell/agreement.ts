/** How a model is held against float64: the interpreter's builds against each other and against the evaluator. */
import { expect } from 'vitest';
import { loadSync } from '../../src/runtime/index.ts';
import {
  type CompileOptions,
  compile,
  Evaluator,
  type Network,
  type ParameterValues,
  type Sequence,
} from '../../src/train/index.ts';
import { BUILDS, moduleOf } from '../interpreter/builds.ts';

/** The same numbers for both sides: what f32 can hold. */
export const rounded = (sequence: Sequence): Sequence => ({
  ...sequence,
  inputs: Float64Array.from(sequence.inputs, Math.fround),
  dt: sequence.dt && Float64Array.from(sequence.dt, Math.fround),
});

/**
 * Compiles and runs a model in every build; all have the same bits, and they differ from float64 with the same stored
 * weights by at most `tolerance` of the output's scale. Kept probes are compared too.
 */
export function expectAgreement(
  network: Network,
  parameters: ParameterValues,
  given: Sequence,
  options: CompileOptions = {},
  tolerance = 1e-5,
): void {
  const sequence = rounded(given);
  const { inputs, outputs } = network.spec;
  const { blob, constants } = compile(network, parameters, options);
  const reference = new Evaluator(network, parameters, {
    constants,
    also: [...network.probes.values()],
  });
  const names = options.probes ?? [];
  const want: number[][] = [[], ...names.map(() => [])];
  reference.run(sequence, (_, read) => {
    want[0].push(...read(network.output));
    names.forEach((name, i) => {
      want[i + 1].push(...read(network.probes.get(name)!));
    });
  });
  const runs = BUILDS.map((build) => {
    const machine = loadSync(blob, { interpreter: moduleOf(build) });
    expect([machine.inputs, machine.outputs]).toEqual([inputs, outputs]);
    const session = machine.session();
    const got: number[][] = [[], ...names.map(() => [])];
    for (let t = 0; t < sequence.length; t++) {
      const x = sequence.inputs.subarray(t * inputs, (t + 1) * inputs);
      got[0].push(...session.step(x, sequence.dt?.[t] ?? 1));
      names.forEach((name, i) => {
        got[i + 1].push(...session.probe(name));
      });
    }
    return got;
  });
  for (const other of runs.slice(1)) expect(other).toEqual(runs[0]);
  want.forEach((values, i) => {
    const scale = values.reduce((top, y) => Math.max(top, Math.abs(y)), 0);
    const error = values.reduce((top, y, t) => Math.max(top, Math.abs(y - runs[0][i][t])), 0);
    expect(error, i === 0 ? 'output' : `probe ${names[i - 1]}`).toBeLessThanOrEqual(tolerance * scale);
  });
}
