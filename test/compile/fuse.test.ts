/** Fused programs compute what unfused ones do, in a handful of instructions. */
import { describe, expect, test } from 'vitest';
import { type Cell, cells, defineCell, type MapCell, type Size } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { readBlob } from '../../src/format/read.ts';
import { matrix, vector } from '../../src/graph/parameter.ts';
import type { Value } from '../../src/graph/value.ts';
import { type Integrator, integrators } from '../../src/integrators/index.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import * as ops from '../../src/ops/index.ts';
import type { WeightType } from '../../src/quantise/types.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';
import { expectAgreement, rounded } from '../user-cell/agreement.ts';

const scaleOf = (values: readonly number[]): number =>
  values.reduce((top, y) => Math.max(top, Math.abs(y)), 0);

/** A model computes the same fused and unfused, to 1e-6 of its outputs' scale over 200 steps, in no more instructions. */
function expectFused(network: Network, options: { readonly probes?: readonly string[] } = {}): void {
  const parameters = randomParameters(network, 8);
  const { inputs, dt } = randomSequence(200, network.spec.inputs, 2, { dt: 0.3 });
  const [fused, unfused] = [true, false].map((fuse) => {
    const { blob } = compile(network, parameters, { ...options, fuse });
    return { blob, outputs: Array.from(loadSync(blob).run(inputs, { dt })) };
  });
  const error = fused.outputs.reduce((top, y, i) => Math.max(top, Math.abs(y - unfused.outputs[i])), 0);
  expect(error).toBeLessThanOrEqual(1e-6 * scaleOf(unfused.outputs));
  const count = ({ blob }: typeof fused) => readBlob(blob).instructions.length;
  expect(count(fused)).toBeLessThanOrEqual(count(unfused));
}

describe('fused and unfused agree to 1e-6 of the output’s scale after 200 steps', () => {
  test.each(layers)('%s', (_, layer) => {
    const network = smallModel(layer);
    for (const options of [{}, { probes: [...network.probes.keys()] }]) expectFused(network, options);
  });

  const few = ['gru', 'lstm', 'rnn', 'lem', 'cfc-slim', 'hlln-wide'] as const;
  test.each(few)('%s with so few units and so many inputs that its products are reductions', (name) => {
    for (const units of [1, 2, 3])
      expectFused(
        buildNetwork({ inputs: 9, outputs: 1, layers: [{ cell: cells[name](), units }], readout: 'dense' }),
      );
  });
});

const by = (name: string): Integrator => integrators.find((i) => i.name === name)!;

/** Operations of a step beside `loop` and `end`, with a dense read-out. */
const programs: [string, Cell, string | null, string[]][] = [
  ['ltc', cells.ltc(), 'semi-implicit', ['affine', 'affine', 'semi-implicit', 'dot']],
  ['ltc', cells.ltc(), 'exponential', ['affine', 'affine', 'exponential', 'dot']],
  ['ltc-tau', cells['ltc-tau'](), 'semi-implicit', ['affine', 'affine', 'add', 'semi-implicit', 'dot']],
  ['ctrnn', cells.ctrnn(), 'semi-implicit', ['affine', 'affine', 'semi-implicit', 'dot']],
  ['node', cells.node(), 'euler', ['affine', 'affine', 'affine', 'euler', 'dot']],
  ['cfc', cells.cfc(), null, ['affine', 'stage', 'lerp', 'dot']],
  ['cfc-slim', cells['cfc-slim'](), null, ['affine', 'mul', 'lerp', 'dot']],
  ['hlln', cells.hlln(), null, ['distance', 'fraction', 'affine', 'lerp', 'dot']],
  ['lstm', cells.lstm(), null, ['affine', 'lstm-memory', 'lstm-output', 'dot']],
  ['gru', cells.gru(), null, ['affine', 'affine', 'gru', 'dot']],
  ['rnn', cells.rnn(), null, ['affine', 'dot']],
];

describe('a step is a few operations', () => {
  test.each(programs)('%s', (_, cell, integrator, expected) => {
    const network = buildNetwork({
      inputs: 9,
      outputs: 1,
      layers: [{ cell, units: 9, ...(integrator && { integrator: by(integrator), unfolds: 6 }) }],
      readout: 'dense',
    });
    const { instructions } = readBlob(compile(network, randomParameters(network)).blob);
    const names = instructions
      .map(({ name }) => name)
      .filter((name) => !['loop', 'end', 'copy'].includes(name));
    expect(names.sort()).toEqual(expected.sort());
  });
});

test('what only a probe reads is computed once, behind the loop', () => {
  const network = buildNetwork({
    inputs: 4,
    outputs: 1,
    layers: [{ cell: cells.ltc(), units: 8, integrator: by('semi-implicit'), unfolds: 6 }],
    readout: 'dense',
  });
  const { instructions } = readBlob(compile(network, randomParameters(network), { probes: ['tau'] }).blob);
  const names = instructions.map(({ name }) => name);
  expect(names.slice(names.indexOf('loop') + 1, names.indexOf('end'))).toEqual(['affine', 'semi-implicit']);
  expect(names.slice(names.indexOf('end') + 1)).toContain('gate');
  for (const integrator of integrators) {
    const layer = { cell: cells.ltc(), units: 8, integrator, unfolds: 6 };
    const made = buildNetwork({ inputs: 4, outputs: 1, layers: [layer], readout: 'dense' });
    expectAgreement(made, randomParameters(made), randomSequence(40, 4), { probes: ['tau'] });
  }
});

/** A cell that is nothing but what it makes of its state and input. */
const mapOf = (
  parameters: MapCell['parameters'],
  next: (context: Parameters<MapCell['next']>[0]) => Value,
): Cell =>
  defineCell({
    kind: 'map',
    name: 'made-here',
    source: 'this test',
    states: ({ units }) => ({ h: units }),
    parameters,
    next(context) {
      const h = next(context);
      return { state: { h }, output: h };
    },
  });

const { add, affine, lerp, mul, shift, sigmoid, sub, tanh } = ops;
const square = ({ units }: Size) => ({
  W: matrix(units, units),
  U: matrix(units, 3),
  b: vector(units),
  v: vector(units),
  g: vector(1),
});

describe('a cell of one’s own', () => {
  const model = (cell: Cell) =>
    buildNetwork({ inputs: 3, outputs: 2, layers: [{ cell, units: 12 }], readout: 'dense' });
  const programOf = (cell: Cell) => {
    const made = model(cell);
    return readBlob(compile(made, randomParameters(made)).blob).instructions.map(({ name }) => name);
  };

  test('may have one constant gate for all elements', () => {
    const cell = mapOf(square, ({ p, x, state: { h } }) =>
      lerp(sigmoid(p.g), tanh(affine(p.b, [p.U, x])), h),
    );
    const made = model(cell);
    expectAgreement(made, randomParameters(made), randomSequence(40, 3));
  });

  test('has its factors, sums and activation in the affine', () => {
    const cell = mapOf(square, ({ p, x, state: { h } }) =>
      tanh(sub(shift(add(mul(affine(p.b, [p.U, x], [p.W, h]), 2), p.v), 0.5), p.v)),
    );
    expect(programOf(cell).filter((name) => name !== 'copy')).toEqual(['affine', 'dot']);
    const made = model(cell);
    expectAgreement(made, randomParameters(made), randomSequence(40, 3));
  });
});

describe('stored in fewer bits, fusing costs no accuracy', () => {
  /** Input weights far larger than recurrent ones; an output far from 1. */
  const uneven = (weights: WeightType, deviation: number) => {
    const network = buildNetwork({
      inputs: 3,
      outputs: 2,
      layers: [{ cell: cells.lstm(), units: 12 }],
      readout: 'dense',
      outputNormalisation: { mean: [0, 0], deviation: [deviation, deviation] },
    });
    const parameters = randomParameters(network, 5);
    parameters.set(
      'weight_ih',
      parameters.get('weight_ih')!.map((w) => 30 * w),
    );
    const sequence = randomSequence(200, 3);
    const exact = new Evaluator(network, parameters).outputs(rounded(sequence));
    const [fused, unfused] = [true, false].map((fuse) => {
      const { blob } = compile(network, parameters, { weights, fuse });
      const got = loadSync(blob).run(sequence.inputs, { dt: sequence.dt });
      return Math.sqrt(exact.reduce((sum, y, i) => sum + (y - got[i]) ** 2, 0));
    });
    return fused / unfused;
  };

  test.each(['q8', 'i16', 'f16'] as const)('%s', (weights) => {
    for (const deviation of [1e-6, 1, 1e7]) expect(uneven(weights, deviation)).toBeLessThan(1.5);
  });

  test('what may not be quantised is not, and what may be is', () => {
    const types = (quantised: boolean, weights: WeightType) => {
      const cell = mapOf(
        ({ units }) => ({ ...square({ inputs: 3, units }), W: matrix(units, units, { quantised }) }),
        ({ p, x, state: { h } }) => tanh(mul(affine(p.b, [p.U, x], [p.W, h]), p.v)),
      );
      const network = buildNetwork({
        inputs: 3,
        outputs: 2,
        layers: [{ cell, units: 40 }],
        readout: 'dense',
      });
      const parameters = randomParameters(network);
      const ranges = calibrate(network, parameters, [randomSequence(20, 3)]);
      const { tensors } = compile(network, parameters, { weights, ranges });
      return Object.fromEntries(tensors.map(({ name, type }) => [name.split(', ')[0], type]));
    };
    expect(types(true, 'q8')).toMatchObject({ U: 'q8', W: 'q8' });
    expect(types(false, 'q8')).toMatchObject({ U: 'q8', W: 'f32' });
    expect(types(false, 'i16')).toMatchObject({ U: 'i16', W: 'f32' });
  });
});
