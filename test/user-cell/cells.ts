/** Cells that are not in the list, written as a user writes them: with what `meniscus/train` exports and nothing else. */
import { type Cell, cells, defineCell, ops, parameter } from '../../src/train/index.ts';

const { add, affine, concat, lerp, mul, neg, relu, scale, sigmoid, slice, sub, tanh } = ops;
const { constant, matrix, vector } = parameter;

/** h' = (1 − a) h + a · leaky(W h + U x + b), leaky(z) = max(z, 0) − 0.1 max(−z, 0). */
const reservoir = defineCell({
  kind: 'map',
  name: 'reservoir',
  source: 'Jaeger et al. 2007, leaky-integrator units, with a leaky ReLU',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    W: matrix(units, units),
    U: matrix(units, inputs),
    b: vector(units),
    a: vector(units, { init: constant(0), constraint: { clip: [-4, 4] } }),
  }),
  next({ p, x, state: { h } }) {
    const z = affine(p.b, [p.U, x], [p.W, h]);
    const leaky = sub(relu(z), scale(relu(neg(z)), 0.1));
    const next = lerp(sigmoid(p.a), h, leaky);
    return { state: { h: next }, output: next, probes: { leaky } };
  },
});

/**
 * dv/dt = v − v³/3 − w + U x + I, dw/dt = ε (v + a − b w): v and w are the halves of the state. As drive − decay · v the
 * first is (3/2 v − w + U x + I) − (v²/3 + 1/2) v, whose time constant is at most 2.
 */
const fitzHughNagumo = defineCell({
  kind: 'field',
  name: 'fitzhugh-nagumo',
  source: 'FitzHugh 1961, Nagumo et al. 1962',
  bounded: false,
  parameters: ({ inputs, units }) => ({
    U: matrix(units / 2, inputs),
    I: vector(units / 2),
    a: vector(units / 2, { init: constant(0.7) }),
    b: vector(units / 2, { init: constant(0.8), constraint: 'softplus' }),
    epsilon: vector(units / 2, { init: constant(0.08), constraint: 'softplus' }),
  }),
  field({ p, x, h }) {
    const half = h.shape[0] / 2;
    const [v, w] = [slice(h, 0, half), slice(h, half, half)];
    const size = ops.abs(v);
    return {
      decay: concat(add(scale(mul(size, size), 1 / 3), 0.5), mul(p.epsilon, p.b)),
      drive: concat(add(sub(scale(v, 1.5), w), affine(p.I, [p.U, x])), mul(p.epsilon, add(v, p.a))),
      probes: { size },
    };
  },
});

/** Two states on two time scales; the new z is read by y, the old y by z. */
const lem = defineCell({
  kind: 'map',
  name: 'lem',
  source: 'Rusch et al., Long Expressive Memory, ICLR 2022',
  states: ({ units }) => ({ y: units, z: units }),
  parameters: ({ inputs, units }) =>
    Object.fromEntries(
      ['1', '2', 'y', 'z'].flatMap((k) => [
        [`W${k}`, matrix(units, units)],
        [`V${k}`, matrix(units, inputs)],
        [`b${k}`, vector(units)],
      ]),
    ),
  next({ p, x, dt, state: { y, z } }) {
    const term = (k: string, h: typeof y) => affine(p[`b${k}`], [p[`V${k}`], x], [p[`W${k}`], h]);
    const nextZ = lerp(mul(sigmoid(term('1', y)), scale(dt, 0.5)), z, tanh(term('z', y)));
    const nextY = lerp(mul(sigmoid(term('2', y)), scale(dt, 0.5)), y, tanh(term('y', nextZ)));
    return { state: { y: nextY, z: nextZ }, output: nextY };
  },
});

/** d₃ ← d₂ ← d₁ ← x: every state takes another's old value. The order of the states is the worst one. */
const delayLine = defineCell({
  kind: 'map',
  name: 'delay-line',
  source: 'tapped delay line',
  states: ({ inputs }) => ({ d1: inputs, d2: inputs, d3: inputs }),
  parameters: () => ({}),
  next: ({ x, state: { d1, d2, d3 } }) => ({
    state: { d1: x, d2: d1, d3: d2 },
    output: concat(concat(x, d1), concat(d2, d3)),
  }),
});

/** The states change places, one of them through an operation. */
const exchange = defineCell({
  kind: 'map',
  name: 'exchange',
  source: 'a rotation with a leak',
  states: ({ inputs }) => ({ a: inputs, b: inputs, c: inputs }),
  parameters: () => ({}),
  next: ({ x, state: { a, b, c } }) => ({
    state: { a: b, b: sub(scale(x, 0.3), scale(a, 0.9)), c: tanh(add(a, c)) },
    output: sub(a, c),
  }),
});

/** What the next layer sees is the state before the step. */
const late = defineCell({
  kind: 'map',
  name: 'late',
  source: 'a simple recurrent layer read one step late',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    W: matrix(units, units),
    U: matrix(units, inputs),
    b: vector(units),
  }),
  next: ({ p, x, state: { h } }) => ({
    state: { h: tanh(affine(p.b, [p.U, x], [p.W, h])) },
    output: h,
  }),
});

/** A fixed exponential average: no parameters at all. */
const average = defineCell({
  kind: 'map',
  name: 'average',
  source: 'exponential moving average',
  states: ({ inputs }) => ({ h: inputs }),
  parameters: () => ({}),
  next({ x, state: { h } }) {
    const next = add(scale(h, 0.9), scale(x, 0.1));
    return { state: { h: next }, output: next };
  },
});

/** States that stay, that take a parameter, that two share; an output that is the input. */
const still = defineCell({
  kind: 'map',
  name: 'still',
  source: 'corner cases of placement',
  states: ({ inputs, units }) => ({ same: units, given: units, one: inputs, two: inputs }),
  parameters: ({ units }) => ({ g: vector(units, { init: constant(0.5) }) }),
  next({ p, x, state: { same, given, one } }) {
    const both = tanh(add(x, one));
    return {
      state: { same, given: p.g, one: both, two: both },
      output: concat(x, concat(same, given)),
    };
  },
});

/** The change of a state: the old value is read after the new one is there. */
const change = defineCell({
  kind: 'map',
  name: 'change',
  source: 'first difference of a leaky average',
  states: ({ inputs }) => ({ h: inputs }),
  parameters: ({ inputs }) => ({ a: vector(inputs) }),
  next({ p, x, dt, state: { h } }) {
    const next = lerp(sigmoid(p.a), h, x);
    return { state: { h: next }, output: ops.div(sub(next, h), dt) };
  },
});

export const maps: readonly Cell[] = [reservoir, lem, delayLine, exchange, late, average, still, change];
export { cells, delayLine, fitzHughNagumo, late, lem, reservoir };
