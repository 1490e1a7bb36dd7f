/** A user's own cell is as good as ours: it trains, compiles, and the interpreter agrees with float64. */
import { describe, expect, test } from 'vitest';
import {
  buildNetwork,
  compile,
  defineCell,
  integrators,
  type LayerSpec,
  type NetworkSpec,
  train,
  type WeightType,
} from '../../src/train/index.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { expectAgreement } from './agreement.ts';
import { cells, fitzHughNagumo, late, lem, maps, reservoir } from './cells.ts';

const weightTypes: readonly WeightType[] = ['f32', 'q8'];
const integrator = (name: string) => integrators.find((i) => i.name === name)!;
const sequence = randomSequence(120, 3);

const layers: [string, LayerSpec[]][] = [
  ...maps.map((cell): [string, LayerSpec[]] => [cell.name, [{ cell, units: 5 }]]),
  ...maps.map((cell): [string, LayerSpec[]] => [`${cell.name} with one unit`, [{ cell, units: 1 }]]),
  ...integrators.map((stepper): [string, LayerSpec[]] => [
    `${fitzHughNagumo.name}, ${stepper.name}`,
    [{ cell: fitzHughNagumo, units: 6, integrator: stepper, unfolds: 4 }],
  ]),
  [
    'field, map and field',
    [
      { cell: fitzHughNagumo, units: 4, integrator: integrator('semi-implicit'), unfolds: 3 },
      { cell: lem, units: 3 },
      { cell: cells.ltc(), units: 5, integrator: integrator('rk4'), unfolds: 2 },
    ],
  ],
  [
    'map, field and map',
    [
      { cell: late, units: 4 },
      { cell: fitzHughNagumo, units: 2, integrator: integrator('exponential'), unfolds: 2 },
      { cell: reservoir, units: 6 },
    ],
  ],
  ['three maps that keep old states', maps.slice(2, 5).map((cell) => ({ cell, units: 3 }))],
];

describe.each(weightTypes)('%s: trained, compiled and run in every build', (weights) => {
  test.each(layers)('%s', async (_, stack) => {
    const spec: NetworkSpec = {
      inputs: 3,
      outputs: 2,
      layers: stack,
      readout: 'dense',
      interval: 4,
      inputNormalisation: { mean: [0.1, -0.2, 0.3], deviation: [1, 2, 0.5] },
      outputNormalisation: { mean: [1, -1], deviation: [2, 0.5] },
    };
    const options = { epochs: 3, window: 20, stride: 20, normalise: false, seed: 1 };
    const { network, parameters, history } = await train(spec, [sequence], [], options);
    expect(history.at(-1)!.best).toBeLessThanOrEqual(history[0].loss);
    expectAgreement(network, parameters, sequence, { weights });
    expectAgreement(network, parameters, sequence, { weights, probes: [...network.probes.keys()] });
  });
});

describe('without a read-out the output is the state, the old state or the input itself', () => {
  test.each(layers)('%s', async (_, stack) => {
    const network = buildNetwork({ inputs: 3, outputs: 1, layers: stack, readout: 'none' });
    expectAgreement(network, randomParameters(network), sequence);
  });

  test.each(maps.map((cell) => [cell.name, cell] as const))('%s, all of it', (_, cell) => {
    const one = { inputs: 3, layers: [{ cell, units: 3 }], readout: 'none' } as const;
    for (let outputs = 12; ; outputs--)
      try {
        const network = buildNetwork({ ...one, outputs });
        return expectAgreement(network, randomParameters(network), sequence);
      } catch (error) {
        if ((error as Error).name !== 'ShapeError') throw error;
      }
  });
});

describe('a probe that is the state a field was evaluated at is that of the last evaluation', () => {
  const watched = defineCell({
    ...fitzHughNagumo,
    name: 'watched',
    field: (context) => ({ ...fitzHughNagumo.field(context), probes: { at: context.h } }),
  });
  test.each(integrators.map((i) => [i.name, i] as const))('%s', (_, stepper) => {
    const layer = { cell: watched, units: 4, integrator: stepper, unfolds: 2 };
    const network = buildNetwork({ inputs: 3, outputs: 2, layers: [layer], readout: 'dense', interval: 4 });
    expectAgreement(network, randomParameters(network), sequence, { probes: ['at'] });
  });
});

describe('a decay that can be negative', () => {
  const free = {
    cell: cells['ltc-tau']({ freeTau: true }),
    units: 4,
    integrator: integrator('rk4'),
    unfolds: 1,
  };
  const compiled = (stack: LayerSpec[], prefix: string, tau0: number) => {
    const network = buildNetwork({ inputs: 3, outputs: 2, layers: stack, readout: 'dense' });
    const parameters = randomParameters(network);
    parameters.set(`${prefix}tau0`, Float64Array.of(1, 1, tau0, 1));
    return () => compile(network, parameters);
  };

  test('is refused with the name of the layer', () => {
    expect(compiled([free], '', -0.1)).toThrow(RangeError);
    expect(compiled([free], '', -0.1)).toThrow(/^cell "ltc-tau": its decay can be negative/);
    const stack = [{ cell: reservoir, units: 4 }, free];
    expect(compiled(stack, '1.', -0.1)).toThrow(/^cell "ltc-tau" of layer 1: its decay can be negative/);
  });

  test('is not seen where there is none', () => {
    expect(compiled([free], '', 0.1)().blob.length).toBeGreaterThan(0);
    expect(compiled([{ cell: reservoir, units: 4 }, free], '1.', 1e-3)().blob.length).toBeGreaterThan(0);
  });

  test('of a user is refused too', () => {
    const pitchfork = defineCell({
      ...fitzHughNagumo,
      name: 'pitchfork',
      field: (context) => ({ ...fitzHughNagumo.field(context), decay: context.h }),
    });
    const layer = { cell: pitchfork, units: 4, integrator: integrator('heun'), unfolds: 1 };
    const network = buildNetwork({ inputs: 3, outputs: 2, layers: [layer], readout: 'dense' });
    expect(() => compile(network, randomParameters(network))).toThrow(/^cell "pitchfork": its decay/);
  });
});
