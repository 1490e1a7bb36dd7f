import { checkOptions } from '../check/options.ts';
import { flag, positive, whole } from '../check/rules.ts';
import { matrix, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { add, affine, clip, lerp, lstmMemory, lstmOutput, mul, slice } from '../ops/index.ts';
import { type Activation, activate, activation } from './activation.ts';
import { type CellContext, defineCell, type Values } from './cell.ts';
import { keepingFor } from './keeping.ts';

export interface LstmOptions {
  /** Of the candidate; default `tanh`. */
  readonly activation?: Activation;
  /** Of the memory on its way out; default `tanh`. */
  readonly outputActivation?: Activation;
  /** Of the gates; default `sigmoid`. */
  readonly gateActivation?: Activation;
  /** Gates also see the memory, element by element; the output gate the new one. */
  readonly peepholes?: boolean;
  /** The forget gate is 1 − the input gate: three gates, i, g, o. */
  readonly coupled?: boolean;
  /** The sums that enter the gates and the candidate are limited to ±clip. Default: no limit. */
  readonly clip?: number;
  /** The state h is a linear map of the output to this many elements. Default: no map. */
  readonly projection?: number;
}

const defaults: Readonly<Record<string, unknown>> = {
  activation: 'tanh',
  outputActivation: 'tanh',
  gateActivation: 'sigmoid',
  peepholes: false,
  coupled: false,
};

type Step = CellContext & { readonly state: Values };

/** Long short-term memory, PyTorch's gate order i, f, g, o and two bias vectors. Ignores the elapsed time. */
export const lstm = (options: LstmOptions = {}) => {
  checkOptions<LstmOptions>('cell "lstm"', options, {
    activation,
    outputActivation: activation,
    gateActivation: activation,
    peepholes: flag,
    coupled: flag,
    clip: positive,
    projection: whole(1),
  });
  const { coupled = false, peepholes = false, projection } = options;
  const own = Object.entries(options).filter(([key, one]) => one !== undefined && one !== defaults[key]);
  const isPlain = own.length === 0;
  const blocks = coupled ? 3 : 4;
  return defineCell({
    kind: 'map',
    name: 'lstm',
    source: 'Hochreiter & Schmidhuber 1997; torch.nn.LSTM; ONNX LSTM for its options',
    ...(!isPlain && { options: Object.fromEntries(own) }),
    states: ({ units }) => ({ h: projection ?? units, c: units }),
    parameters: ({ inputs, units }) => ({
      weight_ih: matrix(blocks * units, inputs),
      weight_hh: matrix(blocks * units, projection ?? units),
      bias_ih: vector(blocks * units),
      bias_hh: vector(blocks * units),
      ...(peepholes && {
        peephole_i: vector(units),
        ...(!coupled && { peephole_f: vector(units) }),
        peephole_o: vector(units),
      }),
      ...(projection !== undefined && { weight_hr: matrix(projection, units) }),
    }),
    startAt: (scales) => {
      const forget = scales.map(keepingFor);
      const bias = new Float64Array(blocks * scales.length);
      bias.set(forget.map((b) => -b));
      if (!coupled) bias.set(forget, scales.length);
      return { bias_ih: bias };
    },
    next(step) {
      const { p, x, state } = step;
      const gates = affine(add(p.bias_ih, p.bias_hh), [p.weight_ih, x], [p.weight_hh, state.h]);
      const { memory, output } = isPlain ? fused(gates, state.c) : general(gates, step, options);
      const h =
        projection === undefined
          ? output
          : affine(x.graph.constant([projection], new Float64Array(projection), 'none'), [
              p.weight_hr,
              output,
            ]);
      return { state: { h, c: memory }, output: h };
    },
  });
};

function fused(gates: Value, c: Value) {
  const memory = lstmMemory(gates, c);
  return { memory, output: lstmOutput(gates, memory) };
}

function general(gates: Value, { p, units, state: { c } }: Step, options: LstmOptions) {
  const { activation: f = 'tanh', outputActivation: out = 'tanh', gateActivation: g = 'sigmoid' } = options;
  const block = (k: number, peephole?: Value, memory?: Value): Value => {
    const sum = slice(gates, k * units, units);
    const whole = peephole && memory ? add(sum, mul(memory, peephole)) : sum;
    return options.clip === undefined ? whole : clip(whole, options.clip);
  };
  const last = options.coupled ? 2 : 3;
  const i = activate(block(0, p.peephole_i, c), g);
  const candidate = activate(block(last - 1), f);
  const memory = options.coupled
    ? lerp(i, c, candidate)
    : add(mul(activate(block(1, p.peephole_f, c), g), c), mul(i, candidate));
  return { memory, output: mul(activate(block(last, p.peephole_o, memory), g), activate(memory, out)) };
}
