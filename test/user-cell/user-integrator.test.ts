/**
 * Steppers and updates that users write themselves are compiled as they mean them, or refused by `compile`, which knows
 * the layer: never written into a blob that the interpreter then calls damaged.
 */
import { describe, expect, test } from 'vitest';
import {
  buildNetwork,
  cells,
  compile,
  defineCell,
  type Integrator,
  type Network,
  type NetworkSpec,
  ops,
  parameter,
} from '../../src/train/index.ts';
import { randomParameters, randomSequence } from '../models.ts';
import { expectAgreement } from './agreement.ts';

const { add, affine, eulerUpdate, mul, scale, semiImplicitUpdate, slope, tanh } = ops;
const sequence = randomSequence(100, 3);

/** Agreement with float64, unless the builder says which operation cannot stand where it does. */
function expectRightOrRefused(spec: NetworkSpec): void {
  let network: Network;
  try {
    network = buildNetwork(spec);
    compile(network, randomParameters(network));
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(/euler|semi-implicit/);
    return;
  }
  expectAgreement(network, randomParameters(network), sequence);
}

const midpoint: Integrator = {
  name: 'midpoint',
  order: 2,
  evaluations: 2,
  bounded: false,
  step(h, s, field) {
    const first = field(h);
    const half = add(h, mul(slope(h, first.drive, first.decay), scale(s, 0.5)));
    const second = field(half);
    return add(h, mul(slope(half, second.drive, second.decay), s));
  },
};

/** Two half steps: the update of an update. */
const halves: Integrator = {
  name: 'halves',
  order: 1,
  evaluations: 2,
  bounded: true,
  step(h, s, field) {
    const half = scale(s, 0.5);
    const first = field(h);
    const middle = semiImplicitUpdate(h, first.drive, first.decay, half);
    const second = field(middle);
    return semiImplicitUpdate(middle, second.drive, second.decay, half);
  },
};

/** An update that is not the last operation on the state. */
const blended: Integrator = {
  name: 'blended',
  order: 1,
  evaluations: 1,
  bounded: true,
  step(h, s, field) {
    const { drive, decay } = field(h);
    const next = eulerUpdate(h, drive, decay, s);
    return add(scale(h, 0.25), scale(next, 0.75));
  },
};

describe('an integrator of a user', () => {
  test.each([midpoint, halves, blended].map((i) => [i.name, i] as const))('%s', (_, integrator) => {
    expectRightOrRefused({
      inputs: 3,
      outputs: 2,
      layers: [{ cell: cells.ltc(), units: 5, integrator, unfolds: 3 }],
      readout: 'dense',
    });
  });
});

test('a map that updates its state with an integrator’s operation', () => {
  const stepped = defineCell({
    kind: 'map',
    name: 'stepped',
    source: 'a field stepped by the cell itself',
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({
      W: parameter.matrix(units, units),
      U: parameter.matrix(units, inputs),
      b: parameter.vector(units),
      decay: parameter.vector(units, { init: parameter.constant(0.5), constraint: 'softplus' }),
    }),
    next({ p, x, dt, state: { h } }) {
      const next = eulerUpdate(h, tanh(affine(p.b, [p.U, x], [p.W, h])), p.decay, scale(dt, 0.5));
      return { state: { h: next }, output: next };
    },
  });
  expectRightOrRefused({
    inputs: 3,
    outputs: 2,
    layers: [{ cell: stepped, units: 5 }],
    readout: 'dense',
  });
});

/** A fixed-point iteration inside a step, which begins with anything. */
const looping = (isState: boolean) =>
  defineCell({
    kind: 'map',
    name: 'looping',
    source: 'a fixed-point iteration inside a step',
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({
      U: parameter.matrix(units, inputs),
      b: parameter.vector(units),
    }),
    next({ p, x, dt, state: { h } }) {
      const start = affine(p.b, [p.U, x]);
      const found = x.graph.loop(3, dt, start, (y) => tanh(add(y, h)));
      return { state: { h: isState ? found : scale(found, 0.5) }, output: add(found, h) };
    },
  });
const loopingSpec = (isState: boolean) =>
  ({
    inputs: 3,
    outputs: 2,
    layers: [{ cell: looping(isState), units: 5 }],
    readout: 'dense',
  }) as const;

test('a loop of a cell’s own may begin with what is no state, if it ends with one', () => {
  const network = buildNetwork(loopingSpec(true));
  expect(() => compile(network, randomParameters(network))).not.toThrow();
  expectRightOrRefused(loopingSpec(true));
});

test('a loop of a cell’s own whose result is no state is refused, not compiled to something else', () => {
  const network = buildNetwork(loopingSpec(false));
  expect(() => compile(network, randomParameters(network))).toThrow(/must be the next value of a state/);
});
