/** Random checkpoints, imported and run, against float64 steps that know the equations of PyTorch only. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { classes } from '../../src/import/classes/index.ts';
import { statesOfRow } from '../../src/import/golden.ts';
import { importModel } from '../../src/import/index.ts';
import { type Build, loadSync } from '../../src/runtime/index.ts';
import { type Case, Draw, families } from './cases/index.ts';
import { erf, type State, type Vector } from './reference.ts';
import { checkpointOf } from './state-dict.ts';

const CASES = 50;
const STEPS = 10;
const builds: readonly Build[] = ['simd', 'scalar'];

test('every class has a family', () => expect(Object.keys(families)).toHaveLength(classes.length));

test('the error function of the reference is that of the tables', () => {
  // Abramowitz & Stegun, table 7.1
  expect(erf(0.5)).toBeCloseTo(0.5204998778, 10);
  expect(erf(-1)).toBeCloseTo(-0.8427007929, 10);
  expect(erf(2)).toBeCloseTo(0.995322265, 10);
});

interface Trace {
  readonly x: Vector;
  readonly elapsed: number;
  readonly output: Vector;
}

/** Steps of the reference on random inputs at irregular times. */
function traced(one: Case, d: Draw): { initial: State; final: State; steps: readonly Trace[] } {
  const { layers, units, memory } = one.state;
  const initial = { h: d.matrix(layers, units, -0.8), c: memory ? d.matrix(layers, units, -0.8) : [] };
  let state: State = initial;
  const steps = Array.from({ length: STEPS }, () => {
    const x = d.vector(one.inputs, -2);
    const elapsed = d.number(0.05, 4);
    const after = one.step(x, state, elapsed);
    state = after.state;
    return { x, elapsed, output: after.output };
  });
  return { initial, final: state, steps };
}

describe.each(Object.entries(families))('%s', (_, family) => {
  test.each(Array.from({ length: CASES }, (_, seed) => seed))('random checkpoint %i', async (seed) => {
    const d = new Draw(seed);
    const one = family(d);
    const { initial, final, steps } = traced(one, d);
    const imported = await importModel(checkpointOf(one.tensors), {
      file: 'a.safetensors',
      config: one.config,
    });
    const { blob } = compile(imported.network, imported.parameters, { weights: 'f32', name: 'random' });
    for (const build of builds) {
      const session = loadSync(blob, { build }).session();
      let worst = 0;
      const compare = (got: ArrayLike<number>, want: Vector): void => {
        expect(got.length, one.what).toBe(want.length);
        for (let i = 0; i < want.length; i++) {
          const error = Math.abs(got[i] - want[i]);
          if (!(error <= worst)) worst = error;
        }
      };
      // PyTorch's [layer][batch][unit], or [batch][unit] where a class has no layers
      const batched = ({ h, c }: State) =>
        imported.states.layered ? { h: h.map((row) => [row]), c: c.map((row) => [row]) } : { h, c };
      const named = (state: State) =>
        statesOfRow(
          batched(state) as never,
          imported.states,
          0,
          (name) => session.state(name).length,
          'state',
        );
      for (const [name, values] of named(initial)) session.setState(name, values);
      for (const { x, elapsed, output } of steps) compare(session.step(x, elapsed), output);
      for (const [name, values] of named(final)) compare(session.state(name), values);
      expect(worst, `${build}: ${one.what}`).toBeLessThanOrEqual(1e-5);
      session.dispose();
    }
  });
});
