import { checkOptions } from '../check/options.ts';
import { oneOf } from '../check/rules.ts';
import { matrix, vector } from '../graph/parameter.ts';
import { add, affine, gruUpdate, lerp, mul, slice } from '../ops/index.ts';
import { type Activation, activate, activation } from './activation.ts';
import { type CellContext, defineCell, type Values } from './cell.ts';
import { keepingFor } from './keeping.ts';

export interface GruOptions {
  /**
   * Where the reset gate acts: `after` the recurrent product, r ⊙ (W h + b), as in PyTorch and Keras (`reset_after`), or
   * `before` it, W (r ⊙ h) + b, as in the paper and in ONNX unless said. Default `after`.
   */
  readonly reset?: 'after' | 'before';
  /** Of the candidate; default `tanh`. */
  readonly activation?: Activation;
  /** Of both gates; default `sigmoid`. */
  readonly gateActivation?: Activation;
}

type Step = CellContext & { readonly state: Values };

/** Gated recurrent unit: gates r, z and candidate n; h' = (1 − z) ⊙ n + z ⊙ h. */
export const gru = (options: GruOptions = {}) => {
  checkOptions<GruOptions>('cell "gru"', options, {
    reset: oneOf(['after', 'before']),
    activation,
    gateActivation: activation,
  });
  const { reset = 'after', activation: f = 'tanh', gateActivation: g = 'sigmoid' } = options;
  const isPlain = reset === 'after' && f === 'tanh' && g === 'sigmoid';
  return defineCell({
    kind: 'map',
    name: 'gru',
    source: 'Cho et al. 2014; torch.nn.GRU',
    ...(!isPlain && { options: { reset, activation: f, gateActivation: g } }),
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({
      weight_ih: matrix(3 * units, inputs),
      ...(reset === 'after'
        ? { weight_hh: matrix(3 * units, units), bias_ih: vector(3 * units), bias_hh: vector(3 * units) }
        : { weight_hh: matrix(2 * units, units), weight_hn: matrix(units, units), bias: vector(3 * units) }),
    }),
    startAt: (scales) => {
      const bias = new Float64Array(3 * scales.length);
      bias.set(scales.map(keepingFor), scales.length);
      return { [reset === 'after' ? 'bias_ih' : 'bias']: bias };
    },
    next(step) {
      const next = isPlain ? fused(step) : reset === 'after' ? after(step, f, g) : before(step, f, g);
      return { state: { h: next }, output: next };
    },
  });
};

const fused = ({ p, x, state: { h } }: Step) =>
  gruUpdate(affine(p.bias_ih, [p.weight_ih, x]), affine(p.bias_hh, [p.weight_hh, h]), h);

function after({ p, x, units, state: { h } }: Step, f: Activation, g: Activation) {
  const a = affine(p.bias_ih, [p.weight_ih, x]);
  const d = affine(p.bias_hh, [p.weight_hh, h]);
  const part = (of: typeof a, k: number) => slice(of, k * units, units);
  const r = activate(add(part(a, 0), part(d, 0)), g);
  const z = activate(add(part(a, 1), part(d, 1)), g);
  return lerp(z, activate(add(part(a, 2), mul(r, part(d, 2))), f), h);
}

function before({ p, x, units, state: { h } }: Step, f: Activation, g: Activation) {
  const a = affine(p.bias, [p.weight_ih, x]);
  const gates = activate(affine(slice(a, 0, 2 * units), [p.weight_hh, h]), g);
  const [r, z] = [slice(gates, 0, units), slice(gates, units, units)];
  return lerp(z, activate(affine(slice(a, 2 * units, units), [p.weight_hn, mul(r, h)]), f), h);
}
