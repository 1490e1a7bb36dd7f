/** Networks of several kinds of layers: trained, deployed, described, recovered and certified like any other. */
import { describe, expect, test } from 'vitest';
import { certify } from '../../src/certify/certify.ts';
import { compile } from '../../src/compile/compile.ts';
import { describe as described } from '../../src/compile/describe.ts';
import { recover } from '../../src/compile/recover.ts';
import { layersOf } from '../../src/format/layers.ts';
import { readBlob } from '../../src/format/read.ts';
import { exportModel } from '../../src/import/export/state-dict.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { train } from '../../src/train/index.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { expectAgreement } from '../user-cell/agreement.ts';
import { gradientsOf } from './gradients.ts';
import { stacks } from './stacks.ts';

describe.each(stacks)('%s', (_, spec) => {
  const network = buildNetwork(spec);
  const parameters = randomParameters(network, 3);

  test('its gradients are the central differences', () => {
    const { exact, finite } = gradientsOf(network, parameters);
    const largest = Math.max(1, ...exact.map(Math.abs));
    for (const [i, g] of exact.entries())
      expect(Math.abs(g - finite[i]), `${i}`).toBeLessThanOrEqual(1e-6 * largest);
  });

  test.each(['f32', 'q8', 'q4'] as const)('every build computes what float64 does, in %s', (weights) => {
    expectAgreement(network, parameters, randomSequence(60, 3, 2), { weights });
  });

  test('metadata describe it, and its parameters come back from the blob', () => {
    const { blob } = compile(network, parameters);
    const { metadata } = readBlob(blob);
    const layers = layersOf(metadata) ?? [];
    const again = buildNetwork(resolve({ ...spec, layers }));
    expect(described(again)).toEqual(described(network));
    const found = recover(blob, again);
    const sequence = { ...randomSequence(30, 3, 2), targets: new Float64Array() };
    const want = new Evaluator(network, parameters).outputs(sequence);
    const got = new Evaluator(again, found!.parameters).outputs(sequence);
    for (const [i, y] of got.entries()) expect(Math.abs(y - want[i])).toBeLessThan(1e-5);
  });

  test('training lowers its loss', async () => {
    const { readout } = spec;
    const targets = Float64Array.from({ length: readout === 'softmax' ? 60 : 120 }, (_, t) =>
      readout === 'softmax' ? Math.floor(t / 7) % 2 : Math.sin(t / 9),
    );
    const { history } = await train(spec, [{ ...randomSequence(60, 3), targets }], [], {
      epochs: 12,
      window: 20,
      stride: 20,
      normalise: false,
      seed: 1,
    });
    expect(history.at(-1)!.best).toBeLessThan(history[0].loss);
  });

  test('a certificate that is given holds', () => {
    const { blob } = compile(network, parameters);
    const found = certify(blob, {
      inputs: [
        [-1, 1],
        [-1, 1],
        [-1, 1],
      ],
      dt: [1, 1],
    });
    if (!('states' in found)) return;
    const inputs = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * i));
    const outputs = new Evaluator(network, parameters).outputs({
      length: 100,
      inputs,
      targets: new Float64Array(),
      dt: null,
    });
    for (const [i, y] of outputs.entries()) {
      const [low, high] = found.outputs[i % 2];
      expect(y).toBeGreaterThanOrEqual(low - 1e-6);
      expect(y).toBeLessThanOrEqual(high + 1e-6);
    }
  });

  test('a class of PyTorch is not claimed for it', () => {
    expect(() => exportModel(compile(network, parameters).blob, { file: 'a.mns' })).toThrow(/^a\.mns: /);
  });
});

describe('what does not fit is refused with its place', () => {
  const base: NetworkSpec = { inputs: 3, outputs: 2, readout: 'dense', layers: [{ cell: 'gru', units: 4 }] };
  test.each<[string, Partial<NetworkSpec>, string]>([
    [
      'a later layer',
      { layers: [{ cell: 'gru', units: 4, from: [0] }] },
      'layers[0]: from must be a list of "input", not',
    ],
    [
      'another length',
      { layers: [{ cell: 'gru', units: 4, add: ['input'] }] },
      'cell "gru": add: the input has 3 numbers, the layer\'s output 4',
    ],
    [
      'other units',
      { layers: [{ cell: 'layer-norm', units: 4 }] },
      'cell "layer-norm" has a unit for each of its 3 inputs',
    ],
    ['no state at all', { layers: [{ cell: 'dense', units: 4 }] }, 'a model needs a layer with states'],
    [
      'an activation that is not there',
      { layers: [{ cell: 'dense', options: { activation: 'sigmoyd' as never }, units: 4 }] },
      'did you mean "sigmoid"?',
    ],
    [
      'a constant that it does not take',
      { layers: [{ cell: 'dense', options: { activation: { name: 'relu', alpha: 1 } }, units: 4 }] },
      '"relu" takes no alpha',
    ],
  ])('%s', (_, change, message) => {
    expect(() => buildNetwork({ ...base, ...change })).toThrow(message);
  });
});
