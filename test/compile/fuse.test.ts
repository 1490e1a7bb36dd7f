/** Fused programs compute what unfused ones do, in a handful of instructions. */
import { describe, expect, test } from 'vitest';
import { readBlob } from '../../src/blob/read.ts';
import { type Cell, cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { buildModel } from '../../src/compile/model.ts';
import { type Integrator, integrators } from '../../src/integrators/index.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';

const scaleOf = (values: Float32Array): number => values.reduce((top, y) => Math.max(top, Math.abs(y)), 0);

describe('fused and unfused agree to 1e-6 of the output’s scale after 200 steps', () => {
  test.each(layers)('%s', (_, layer) => {
    const model = smallModel(layer);
    const parameters = randomParameters(model, 8);
    const probes = [...model.probes.keys()];
    for (const options of [{}, { probes }]) {
      const { inputs, dt } = randomSequence(200, model.spec.inputs, 2, { dt: 0.3 });
      const [fused, unfused] = [true, false].map((fuse) => {
        const { blob } = compile(model, parameters, { ...options, fuse });
        return { blob, outputs: loadSync(blob).run(inputs, { dt }) };
      });
      const error = fused.outputs.reduce((top, y, i) => Math.max(top, Math.abs(y - unfused.outputs[i])), 0);
      expect(error).toBeLessThanOrEqual(1e-6 * scaleOf(unfused.outputs));
      const count = ({ blob }: typeof fused) => readBlob(blob).instructions.length;
      expect(count(fused)).toBeLessThanOrEqual(count(unfused));
    }
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
    const model = buildModel({
      inputs: 9,
      outputs: 1,
      layers: [{ cell, units: 9, ...(integrator && { integrator: by(integrator), unfolds: 6 }) }],
      readout: 'dense',
    });
    const { instructions } = readBlob(compile(model, randomParameters(model)).blob);
    const names = instructions
      .map(({ name }) => name)
      .filter((name) => !['loop', 'end', 'copy'].includes(name));
    expect(names.sort()).toEqual(expected.sort());
  });
});
