import { matrix, vector } from '../graph/parameter.ts';
import { affine, concat, lerp, mul, neg, sigmoid, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/** The three-head closed form: h' = t ⊙ tanh(g) + (1 − t) ⊙ tanh(k), t = σ(−Δ a), heads g, k, a on [x; h]. */
export const cfcSlim = defineCell({
  kind: 'map',
  name: 'cfc-slim',
  source: 'Hasani et al., Closed-form continuous-time neural networks, Nature Machine Intelligence 2022',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    'g.weight': matrix(units, inputs + units),
    'g.bias': vector(units),
    'k.weight': matrix(units, inputs + units),
    'k.bias': vector(units),
    'a.weight': matrix(units, inputs + units),
    'a.bias': vector(units),
  }),
  next({ p, x, dt, state: { h } }) {
    const z = concat(x, h);
    const head = (name: string) => affine(p[`${name}.bias`], [p[`${name}.weight`], z]);
    const t = sigmoid(neg(mul(head('a'), dt)));
    const next = lerp(t, tanh(head('k')), tanh(head('g')));
    return { state: { h: next }, output: next };
  },
});
