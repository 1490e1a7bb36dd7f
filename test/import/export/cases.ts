/** Models to export: every cell × integrator × type of weights, and what can stand around a cell. */
import { cells } from '../../../src/cells/index.ts';
import { compile } from '../../../src/compile/compile.ts';
import { semiImplicit } from '../../../src/integrators/index.ts';
import { buildNetwork, type NetworkSpec } from '../../../src/network/network.ts';
import type { WeightType } from '../../../src/quantise/types.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { layersFor, randomParameters, randomSequence, smallModel } from '../../models.ts';
import { blobOf, farModel, inputsOf } from '../../origins.ts';

export interface ExportCase {
  readonly name: string;
  readonly blob: Uint8Array;
  readonly inputs: Float64Array;
  readonly dt: Float64Array;
}

const types: readonly WeightType[] = ['f32', 'q8', 'i16', 'q4'];

/** Of a small model around each cell. */
export const ofCells = (steps: number): ExportCase[] =>
  types.flatMap((weights, i) =>
    layersFor(i, types.length).map(([name, layer]): ExportCase => {
      const network = smallModel(layer);
      const { blob } = compile(network, randomParameters(network, 3), { weights });
      const { inputs, dt } = randomSequence(steps, network.spec.inputs);
      return { name: `${name}, ${weights}`, blob, inputs, dt };
    }),
  );

const base = { inputs: 3, outputs: 2, readout: 'dense' } as const;
const gru = { cell: cells.gru(), units: 5 };
const scale = {
  inputNormalisation: { mean: [0.3, -1, 2], deviation: [2, 0.5, 1] },
  outputNormalisation: { mean: [1, -2], deviation: [3, 0.25] },
};
const specs: readonly [string, NetworkSpec][] = [
  ['a residual', { ...base, ...scale, layers: [gru], residual: [2, null] }],
  ['a softmax', { ...base, layers: [gru], readout: 'softmax' }],
  ['no read-out', { ...base, ...scale, layers: [gru], readout: 'none' }],
  ['no read-out, but a residual', { ...base, ...scale, layers: [gru], readout: 'none', residual: [0, 0] }],
  ['no scale, and two layers', { ...base, layers: [gru, { cell: cells.lstm(), units: 4 }] }],
  [
    'another unit of time',
    {
      ...{ ...base, ...scale, interval: 0.2 },
      layers: [{ cell: cells.ltc(), units: 4, integrator: semiImplicit, unfolds: 3 }],
    },
  ],
  ['states that start anywhere', { ...base, layers: [{ ...gru, initialState: 'trained' }] }],
  [
    'layers without states, and skips',
    {
      ...{ ...base, ...scale },
      layers: [
        { cell: 'dense', units: 4, options: { activation: 'relu' } },
        { cell: 'gru', units: 4, options: { reset: 'before' }, from: [0, 'input'] },
        { cell: 'layer-norm', units: 4, add: [0] },
        { cell: 'dense', units: 3, options: { activation: 'hard-swish' }, add: ['input'] },
      ],
    },
  ],
];

/** Of models that differ in what stands around the cells. */
export const ofSpecs = (steps: number): ExportCase[] => [
  ...specs.map(([name, spec]): ExportCase => {
    const network = buildNetwork(spec);
    const { blob } = compile(network, randomParameters(network, 5), {});
    return { name, blob, ...randomSequence(steps, 3) };
  }),
  {
    ...{ name: 'data far from zero', blob: blobOf(farModel()), inputs: inputsOf(steps).far },
    dt: new Float64Array(steps).fill(1),
  },
];

/** What the interpreter gives. */
export const wanted = ({ blob, inputs, dt }: ExportCase): ArrayLike<number> =>
  loadSync(blob).run(inputs, { dt });
