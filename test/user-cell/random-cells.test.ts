/** Random cells: whatever reads whatever before and after it is overwritten, the interpreter agrees with float64. */
import { fc, test } from '@fast-check/vitest';
import { describe } from 'vitest';
import {
  buildNetwork,
  type Cell,
  defineCell,
  type Integrator,
  integrators,
  type LayerSpec,
  ops,
  parameter,
  type Value,
} from '../../src/train/index.ts';
import { sized } from '../full.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { expectAgreement } from './agreement.ts';

const { add, affine, concat, gruUpdate, lerp, mean, mul, scale, sigmoid, slice, sub, tanh } = ops;
const UNITS = 3;

/** Operations on vectors of one length that keep values small and errors from growing. */
const operations: readonly ((a: Value, b: Value, c: Value, p: Values) => Value)[] = [
  (a, b) => tanh(add(scale(a, 0.5), scale(b, 0.4))),
  (a, b) => scale(sub(a, b), 0.5),
  (a, b) => mul(tanh(a), sigmoid(b)),
  (a, b, c) => lerp(sigmoid(a), tanh(b), scale(c, 0.7)),
  (a, b) => scale(add(a, mean(b)), 0.4),
  (a, b) => concat(slice(a, 1, UNITS - 1), slice(b, 0, 1)),
  (a, b, _, p) => tanh(affine(a, [p.W, b])),
  (a, b, c) => gruUpdate(concat(a, concat(b, c)), concat(concat(c, a), b), tanh(a)),
  (a) => ops.abs(a),
  (_a, _b, _c, p) => p.v,
];
type Values = Readonly<Record<string, Value>>;

/** A list of numbers says which operation is applied to which of the values so far; `next` what becomes the state. */
const recipe = fc.record({
  steps: fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99)), { maxLength: 9 }),
  next: fc.array(fc.nat(99), { minLength: 1, maxLength: 4 }),
  output: fc.nat(99),
  probe: fc.nat(99),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

const parameters = () => ({ W: parameter.matrix(UNITS, UNITS), v: parameter.vector(UNITS) });
const pick = <T>(list: readonly T[], i: number): T => list[i % list.length];

/** The values of a recipe, the given ones first. */
function follow({ steps }: Recipe, given: readonly Value[], p: Values): Value[] {
  const values = [...given];
  for (const [op, a, b, c] of steps)
    values.push(pick(operations, op)(pick(values, a), pick(values, b), pick(values, c), p));
  return values;
}

const randomMap = (recipe: Recipe): Cell =>
  defineCell({
    kind: 'map',
    name: 'random-map',
    source: 'this test',
    states: () => Object.fromEntries(recipe.next.map((_, i) => [`s${i}`, UNITS])),
    parameters,
    next({ p, x, state }) {
      const values = follow(recipe, [x, ...Object.values(state)], p);
      return {
        state: Object.fromEntries(recipe.next.map((at, i) => [`s${i}`, pick(values, at)])),
        output: pick(values, recipe.output),
        probes: { random: pick(values, recipe.probe) },
      };
    },
  });

const randomField = (recipe: Recipe): Cell =>
  defineCell({
    kind: 'field',
    name: 'random-field',
    source: 'this test',
    bounded: true,
    parameters,
    field({ p, x, h }) {
      const values = follow(recipe, [x, h], p);
      return {
        drive: tanh(pick(values, recipe.output)),
        decay: add(sigmoid(pick(values, recipe.next[0])), 0.1),
        // h itself as a probe has a test of its own
        probes: { random: pick([x, ...values.slice(2)], recipe.probe) },
      };
    },
  });

const sequence = randomSequence(30, UNITS);
/** Random feedback may amplify f32 rounding; a value read at the wrong time is off by percents. */
const tolerance = 1e-3;

function check(layers: LayerSpec[], readout: 'dense' | 'none' = 'none'): void {
  const network = buildNetwork({ inputs: UNITS, outputs: UNITS, layers, readout, interval: 2 });
  const values = randomParameters(network);
  expectAgreement(network, values, sequence, {}, tolerance);
  expectAgreement(network, values, sequence, { probes: [...network.probes.keys()] }, tolerance);
}

const field = (recipe: Recipe, integrator: Integrator): LayerSpec => ({
  cell: randomField(recipe),
  units: UNITS,
  integrator,
  unfolds: 2,
});
const stepper = fc.constantFrom(...integrators);

const numRuns = sized({ always: 60, nightly: 250 });

describe('random cells', { timeout: 60_000 }, () => {
  test.prop([recipe], { numRuns, seed: 1 })('a map', (a) => check([{ cell: randomMap(a), units: UNITS }]));

  test.prop([recipe, stepper], { numRuns, seed: 1 })('a field', (a, i) => check([field(a, i)]));

  test.prop([recipe, recipe, recipe, stepper], { numRuns, seed: 1 })('a map, a field, a map', (a, b, c, i) =>
    check([{ cell: randomMap(a), units: UNITS }, field(b, i), { cell: randomMap(c), units: UNITS }], 'dense'),
  );

  test.prop([recipe, recipe, stepper, stepper], { numRuns, seed: 1 })('two fields', (a, b, i, j) =>
    check([field(a, i), field(b, j)]),
  );
});
