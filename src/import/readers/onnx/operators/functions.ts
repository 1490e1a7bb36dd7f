/** Functions of each element: the activations of the standard, and arithmetic on one tensor. */
import { type Activation, activate } from '../../../../cells/activation.ts';
import type { Value } from '../../../../graph/value.ts';
import * as o from '../../../../ops/index.ts';
import type { Call, Operator } from '../call.ts';
import { applied, isPositive, logarithm, thresholded } from '../elementary.ts';
import { affineOf, mapped, multiply, subtract } from '../elementwise.ts';
import { type Constant, constant, type ErrorFunction } from '../tensor.ts';

const unary =
  (of: (value: Value, call: Call) => Value): Operator =>
  (call) =>
    applied(call, call.input(0), (value) => of(value, call));

const named = (name: Activation): Operator => unary((value) => activate(value, name));

/** An activation whose constants are attributes, with defaults of its own. */
const withConstants = (
  name: 'leaky-relu' | 'elu' | 'celu' | 'selu' | 'hard-sigmoid',
  alpha: number,
  beta?: readonly [attribute: string, otherwise: number],
): Operator =>
  unary((value, call) =>
    activate(value, {
      name,
      alpha: call.float('alpha', alpha),
      ...(beta && { beta: call.float(...beta) }),
    }),
  );

/** A function for which steps have no operation: of numbers, or as another operation in some places. */
const ofNumbers =
  (of: (x: number) => number, otherwise?: (x: Value) => Value | null): Operator =>
  (call) => {
    const x = call.input(0);
    if (x.kind === 'constant') return numbers(call, x, of);
    return mapped(
      call,
      x,
      (value) => otherwise?.(value) ?? call.fail(`a step has no operation for ${call.node.op}`),
    );
  };

function numbers(call: Call, x: Constant, of: (x: number) => number): Constant {
  if (x.lengths?.some((one) => one !== 0)) call.fail('it computes with the number of steps', 'way');
  return constant(x.shape, x.data.map(of), x.type, { name: x.name });
}

/** An error function waits for the product that makes a GELU of it. */
const erf: Operator = (call) => {
  const x = call.input(0);
  if (x.kind === 'constant') return numbers(call, x, (one) => 2 * o.normalDistribution(one * Math.SQRT2) - 1);
  const plain = x.body.kind === 'scaled' && x.body.term.every((t) => t === 0);
  const scaled = x.body.kind === 'scaled' && plain ? x.body : null;
  const of = scaled?.of ?? call.build.computed(x.body);
  const n = of.at.length;
  const body: ErrorFunction = {
    kind: 'erf',
    of,
    slope: scaled?.factor ?? new Float64Array(n).fill(1),
    factor: new Float64Array(n).fill(1),
    term: new Float64Array(n),
  };
  return { ...x, body };
};

/** max(0, x) + slope · min(0, x): with one slope a leaky ReLU, else made of two. */
const prelu: Operator = (call) => {
  const x = call.input(0);
  const slope = call.constant(1, 'the slope');
  const [first] = slope.data;
  if (slope.data.every((one) => one === first))
    return applied(call, x, (value) => activate(value, { name: 'leaky-relu', alpha: first }));
  const below = applied(call, affineOf(x, -1), o.relu);
  return subtract(call, applied(call, x, o.relu), multiply(call, below, slope));
};

const gelu: Operator = (call) =>
  applied(call, call.input(0), (value) =>
    activate(value, call.text('approximate', 'none') === 'tanh' ? 'gelu-tanh' : 'gelu'),
  );

const same: Operator = (call) => call.input(0);

/** Its second output, the mask, is true everywhere: nothing is dropped when a model runs. */
const dropout: Operator = (call) => {
  const training = call.given(2) ? call.constant(2, 'training_mode').data[0] : 0;
  if (training !== 0) call.fail('it drops at random: export the model in evaluation mode, model.eval()');
  return [call.input(0), null];
};

/** TensorProto.DataType of what whole numbers and truth values are cast to. */
const WHOLE = [2, 3, 4, 5, 6, 7, 12, 13];

const cast: Operator = (call) => {
  const x = call.input(0);
  const to = call.integer('to', 1);
  const type = to === 9 ? 'boolean' : WHOLE.includes(to) ? 'integer' : 'float';
  if (to === 8) call.fail('it casts to text');
  if (x.kind === 'constant') {
    const data =
      type === 'integer' && x.type === 'float'
        ? x.data.map(Math.trunc)
        : type === 'boolean'
          ? x.data.map((one) => Number(one !== 0))
          : x.data;
    return { ...x, type, data, labels: type === x.type ? x.labels : null };
  }
  if (type === 'float') return x;
  return call.fail('it rounds what is computed in a step to whole numbers');
};

export const functions: Readonly<Record<string, Operator>> = {
  Identity: same,
  Dropout: dropout,
  Cast: cast,
  CastLike: (call) => {
    const [x, like] = [call.input(0), call.input(1)];
    if (like.kind === 'stream' || like.type === 'float' || x.kind !== 'constant') return x;
    return { ...x, type: like.type, data: like.type === 'integer' ? x.data.map(Math.trunc) : x.data };
  },
  Relu: named('relu'),
  Sigmoid: named('sigmoid'),
  Tanh: named('tanh'),
  Softplus: named('softplus'),
  Softsign: named('softsign'),
  HardSwish: named('hard-swish'),
  Mish: named('mish'),
  Exp: named('exp'),
  Abs: named('abs'),
  Gelu: gelu,
  Swish: unary((x, call) => {
    const alpha = call.float('alpha', 1);
    return alpha === 1 ? o.silu(x) : o.mul(x, o.sigmoid(o.scale(x, alpha)));
  }),
  LeakyRelu: withConstants('leaky-relu', 0.01),
  Elu: withConstants('elu', 1),
  Celu: withConstants('celu', 1),
  Selu: withConstants('selu', 1.6732631921768188, ['gamma', 1.0507010221481323]),
  HardSigmoid: withConstants('hard-sigmoid', 0.2, ['beta', 0.5]),
  ThresholdedRelu: unary((x, call) => thresholded(x, call.float('alpha', 1))),
  Shrink: unary((x, call) => {
    const [limit, bias] = [call.float('lambd', 0.5), call.float('bias', 0)];
    const above = o.mul(o.shift(x, -bias), isPositive(o.shift(x, -limit)));
    return o.add(above, o.mul(o.shift(x, bias), isPositive(o.shift(o.neg(x), -limit))));
  }),
  PRelu: prelu,
  Erf: erf,
  Neg: (call) => affineOf(call.input(0), -1),
  Sqrt: unary(o.sqrt),
  Reciprocal: unary(o.reciprocal),
  Sign: unary((x) => o.sub(isPositive(x), isPositive(o.neg(x)))),
  Log: ofNumbers(Math.log, logarithm),
  Floor: ofNumbers(Math.floor),
  Ceil: ofNumbers(Math.ceil),
  Sin: ofNumbers(Math.sin),
  Cos: ofNumbers(Math.cos),
  Tan: ofNumbers(Math.tan),
  Atan: ofNumbers(Math.atan),
};
