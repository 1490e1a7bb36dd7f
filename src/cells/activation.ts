/** The activations that files of other libraries name, made of operations. */
import { fields } from '../check/options.ts';
import { finite, needed, oneOf, type Rule } from '../check/rules.ts';
import { anyOf } from '../check/shown.ts';
import type { Value } from '../graph/value.ts';
import * as o from '../ops/index.ts';

interface Constants {
  readonly alpha: number;
  readonly beta: number;
}

interface Function {
  readonly of: (x: Value, constants: Constants) => Value;
  /** The constants that it takes, with their defaults. */
  readonly alpha?: number;
  readonly beta?: number;
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** x limited to low … high. */
const limited = (x: Value, low: number, high: number): Value => {
  const middle = (low + high) / 2;
  return middle === 0 ? o.clip(x, high) : o.shift(o.clip(o.shift(x, -middle), (high - low) / 2), middle);
};
const logit = (x: Value): Value => o.hardSigmoid(x, 1 / 6, 0.5);

/** Each by its name: a new one is a line here. Defaults are those of ONNX, or of the library that has it. */
const functions = {
  linear: { of: (x) => x },
  relu: { of: o.relu },
  tanh: { of: o.tanh },
  sigmoid: { of: o.sigmoid },
  softplus: { of: o.softplus },
  silu: { of: o.silu },
  gelu: { of: o.gelu },
  /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), the form in tanh of the same function. */
  'gelu-tanh': {
    of: (x) => {
      const cubed = o.mul(o.mul(x, x), x);
      return o.mul(x, o.sigmoid(o.scale(o.add(x, o.scale(cubed, 0.044715)), 2 * Math.sqrt(2 / Math.PI))));
    },
  },
  exp: { of: o.exp },
  abs: { of: o.abs },
  softmax: { of: o.softmax },
  softsign: { of: (x) => o.div(x, o.shift(o.abs(x), 1)) },
  /** max(0, min(1, alpha x + beta)) */
  'hard-sigmoid': { of: (x, { alpha, beta }) => o.hardSigmoid(x, alpha, beta), alpha: 0.2, beta: 0.5 },
  'hard-swish': { of: (x) => o.mul(x, logit(x)) },
  /** x limited to alpha … beta. */
  'hard-tanh': { of: (x, { alpha, beta }) => limited(x, alpha, beta), alpha: -1, beta: 1 },
  relu6: { of: (x) => limited(x, 0, 6) },
  'leaky-relu': { of: (x, { alpha }) => o.leakyRelu(x, alpha), alpha: 0.01 },
  elu: { of: (x, { alpha }) => o.elu(x, alpha), alpha: 1 },
  /** max(0, x) + min(0, alpha (e^(x/alpha) − 1)) */
  celu: { of: (x, { alpha }) => o.scale(o.elu(o.scale(x, 1 / alpha), 1), alpha), alpha: 1 },
  /** beta (x, or alpha (e^x − 1) below 0) */
  selu: { of: (x, { alpha, beta }) => o.scale(o.elu(x, alpha), beta), alpha: SELU_ALPHA, beta: SELU_SCALE },
  /** alpha tanh(beta x) */
  'scaled-tanh': { of: (x, { alpha, beta }) => o.scale(o.tanh(o.scale(x, beta)), alpha), alpha: 1, beta: 1 },
  /** alpha x + beta */
  affine: { of: (x, { alpha, beta }) => o.shift(o.scale(x, alpha), beta), alpha: 1, beta: 0 },
  mish: { of: (x) => o.mul(x, o.tanh(o.softplus(x))) },
} satisfies Record<string, Function>;

export type ActivationName = keyof typeof functions;

/** An activation by its name, with its constants where it has some. */
export type Activation =
  | ActivationName
  | { readonly name: ActivationName; readonly alpha?: number; readonly beta?: number };

export const activationNames = Object.keys(functions) as readonly ActivationName[];

/** The rule of an activation among options: a name, or an object with its constants. */
export const activation: Rule = Object.assign(
  (value: unknown): string | null => {
    if (typeof value === 'string') return oneOf(activationNames)(value);
    const wrong = fields<{ name: string; alpha?: number; beta?: number }>({
      name: needed(oneOf(activationNames)),
      alpha: finite,
      beta: finite,
    })(value);
    if (wrong !== null) return wrong;
    const { name, ...given } = value as Exclude<Activation, string>;
    const takes: Function = functions[name];
    const strange = (['alpha', 'beta'] as const).find((key) => key in given && takes[key] === undefined);
    return strange === undefined ? null : `: "${name}" takes no ${strange}`;
  },
  { expected: anyOf(activationNames) },
);

/** Applies an activation to a vector. */
export function activate(x: Value, given: Activation): Value {
  const { name, ...constants } = typeof given === 'string' ? { name: given } : given;
  const { of, alpha = 0, beta = 0 }: Function = functions[name];
  return of(x, { alpha, beta, ...constants });
}

/** For messages: `leaky-relu(0.05)`. */
export function activationTitle(given: Activation): string {
  if (typeof given === 'string') return given;
  const constants = [given.alpha, given.beta].filter((x) => x !== undefined);
  return given.name + (constants.length > 0 ? `(${constants.join(', ')})` : '');
}
