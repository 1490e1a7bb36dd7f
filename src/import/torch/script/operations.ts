/** The operations of PyTorch that code may call, as layers of a tape. */
import type { Activation } from '../../../cells/activation.ts';
import * as layers from '../../chain/layers.ts';
import { activations } from './activations.ts';
import { type Args, constant, numbersIn, type Operation, SOME, streamIn, transposed } from './arguments.ts';
import { type RecurrentKind, recurrent } from './recurrent.ts';
import { concatenated, isLast, permute, reshape, select, slice } from './shapes.ts';
import { NoStream, type Numbers, State, Stream, type Tape, Unknown } from './tape.ts';

/** An activation, with its constants from the arguments. */
const activation =
  (of: (args: Args) => Activation): Operation =>
  (tape, args) => {
    return tape.activate(of(args), streamIn(args[0]));
  };

const same: Operation = (_, [x]) => x;

/** scale x + shift */
function affine(tape: Tape, x: Stream, scale: unknown, shift: unknown): Stream {
  const all = (value: unknown): Float64Array => {
    const { data } = numbersIn(value);
    if (data.length !== 1 && data.length !== x.width)
      throw new Unknown(`computes ${x.width} numbers with ${data.length} of the file`);
    return Float64Array.from({ length: x.width }, (_, i) => data[data.length === 1 ? 0 : i]);
  };
  return tape.push(layers.elementwise(all(scale), all(shift), 'scale and shift'), x);
}

const mapped = (value: unknown, f: (x: number) => number): Numbers => {
  const { shape, data } = numbersIn(value);
  return { shape, data: data.map(f) };
};

/** a ± alpha b, of streams and numbers of the file. */
const sum =
  (sign: 1 | -1): Operation =>
  (tape, [a, b, alpha = 1]) => {
    const factor = sign * constant(alpha, 1);
    if (a instanceof Stream && b instanceof Stream)
      return tape.add(a, factor === 1 ? b : affine(tape, b, factor, 0));
    if (a instanceof Stream)
      return affine(
        tape,
        a,
        1,
        mapped(b, (x) => factor * x),
      );
    return affine(tape, streamIn(b), factor, a);
  };

function linear(tape: Tape, x: Stream, weight: unknown, bias: unknown): Stream {
  const { shape, data } = numbersIn(weight);
  const [outputs, inputs] = shape;
  if (shape.length !== 2 || inputs !== x.width)
    throw new Unknown(`gives a Linear of [${shape.join(', ')}] ${x.width} numbers`);
  const b = bias === null || bias === undefined ? undefined : numbersIn(bias).data;
  return tape.push(layers.dense({ inputs, outputs, W: data, b }), x);
}

/** torch.lstm(x, [h, c], weights, biases, layers, dropout, training, bidirectional, batch first); the others have one state. */
const layered =
  (kind: RecurrentKind): Operation =>
  (tape, [x, starts, weights, hasBias, depth, , , bidirectional]) => {
    if (!Array.isArray(weights)) throw new Unknown('runs a recurrent layer on packed sequences');
    if (bidirectional === true)
      throw new NoStream('is bidirectional: it reads the future, which a stream does not have');
    const states = Array.isArray(starts) ? starts : [starts];
    const made = recurrent(tape, {
      ...{ kind, x: streamIn(x), starts: states, weights: weights.map(numbersIn) },
      ...{ hasBias: hasBias !== false, depth: constant(depth, 1) },
    });
    const state = new State('layer', made, constant(depth, 1));
    return kind === 'lstm' ? [made, state, new State('layer')] : [made, state];
  };

/** torch.lstm_cell(x, [h, c], …) → h, c; gru_cell(x, h, …) → h. */
const cell =
  (kind: RecurrentKind): Operation =>
  (tape, [x, starts, ...weights]) => {
    const states = Array.isArray(starts) ? starts : [starts];
    const hasBias = weights[2] !== null && weights[2] !== undefined;
    const own = weights.slice(0, hasBias ? 4 : 2).map(numbersIn);
    const made = recurrent(tape, { kind, x: streamIn(x), starts: states, weights: own, hasBias, depth: 1 });
    return kind === 'lstm' ? [made, new State('layer')] : made;
  };

const batchNorm: Operation = (tape, [x, weight, bias, mean, variance, training, , epsilon]) => {
  if (training === true || mean === null) throw new NoStream('normalises by the batch; save it in eval mode');
  const deviation = numbersIn(variance).data.map((v) => Math.sqrt(v + constant(epsilon, 1e-5)));
  const scale = deviation.map((d, i) => (weight === null ? 1 : numbersIn(weight).data[i]) / d);
  const shift = scale.map(
    (s, i) => (bias === null ? 0 : numbersIn(bias).data[i]) - numbersIn(mean).data[i] * s,
  );
  const x_ = streamIn(x);
  if (scale.length !== x_.width) throw new Unknown('normalises another number of values');
  return tape.push(layers.elementwise(scale, shift, 'BatchNorm'), x_);
};

const layerNorm: Operation = (tape, [x, sizes, weight, bias, epsilon]) => {
  const x_ = streamIn(x);
  if (!Array.isArray(sizes) || sizes.length !== 1 || sizes[0] !== x_.width)
    throw new Unknown('normalises over more than a step');
  const one = new Float64Array(x_.width).fill(1);
  const of = (value: unknown, otherwise: Float64Array) =>
    value === null ? otherwise : numbersIn(value).data;
  return tape.push(
    layers.layerNorm(
      of(weight, one),
      of(
        bias,
        one.map(() => 0),
      ),
      constant(epsilon, 1e-5),
    ),
    x_,
  );
};

const softmax: Operation = (tape, [x, dim]) => {
  const x_ = streamIn(x);
  if (!isLast(dim, x_.rank)) throw new NoStream('has a softmax over steps');
  return tape.activate('softmax', x_);
};

const zero: Operation = () => new State('zero');
const some: Operation = () => SOME;

const others: Readonly<Record<string, Operation>> = {
  softmax,
  linear: (tape, [x, weight, bias]) => linear(tape, streamIn(x), weight, bias),
  matmul: (tape, [x, weight]) => linear(tape, streamIn(x), transposed(weight), null),
  addmm: (tape, [bias, x, weight]) => linear(tape, streamIn(x), transposed(weight), bias),
  mul: (tape, [a, b]) => (a instanceof Stream ? affine(tape, a, b, 0) : affine(tape, streamIn(b), a, 0)),
  div: (tape, [a, b]) =>
    affine(
      tape,
      streamIn(a),
      mapped(b, (x) => 1 / x),
      0,
    ),
  add: sum(1),
  sub: sum(-1),
  rsub: (tape, [a, b]) => sum(-1)(tape, [b, a]),
  neg: (tape, [x]) => affine(tape, streamIn(x), -1, 0),
  cat: concatenated,
  concat: concatenated,
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  lstm: layered('lstm'),
  gru: layered('gru'),
  rnn_tanh: layered('rnn_tanh'),
  rnn_relu: layered('rnn_relu'),
  lstm_cell: cell('lstm'),
  gru_cell: cell('gru'),
  rnn_tanh_cell: cell('rnn_tanh'),
  rnn_relu_cell: cell('rnn_relu'),
  select,
  slice,
  ...Object.fromEntries(['permute', 'transpose', 't', 'swapaxes'].map((name) => [name, permute])),
  ...Object.fromEntries(['view', 'reshape', 'expand', 'repeat'].map((name) => [name, reshape])),
  flatten: same,
  unsqueeze: (_, [x]) => (x instanceof Stream ? x.ofRank(x.rank + 1) : x),
  squeeze: (_, [x, dim]) =>
    x instanceof State
      ? dim === 0 || dim === undefined
        ? x.only
        : x
      : x instanceof Stream && dim !== undefined && !isLast(dim, x.rank)
        ? x.ofRank(x.rank - 1)
        : x,
  dim: (_, [x]) => (x instanceof Stream ? x.rank : SOME),
  size: (_, [x, dim]) => (x instanceof Stream && isLast(dim, x.rank) ? x.width : SOME),
  ...Object.fromEntries(['zeros', 'zeros_like', 'new_zeros'].map((name) => [name, zero])),
  ...Object.fromEntries(
    ['len', 'numel', 'NumToTensor', 'dtype', 'device', 'format', 'shape'].map((name) => [name, some]),
  ),
  ...Object.fromEntries(
    [
      'contiguous',
      'to',
      'type_as',
      'float',
      'double',
      'clone',
      'detach',
      'dropout',
      'dropout_',
      'feature_dropout',
      'alias',
    ].map((name) => [name, same]),
  ),
};

/** An operation by its name, `relu`; null for one that is not known. */
export function operationOf(name: string): Operation | null {
  const plain = name.endsWith('_') && !name.endsWith('__') ? name.slice(0, -1) : name;
  if (Object.hasOwn(activations, plain)) return activation(activations[plain]);
  return Object.hasOwn(others, plain) ? others[plain] : null;
}

/** Where arguments stand that may be given by name. */
const places: Readonly<Record<string, readonly string[]>> = {
  clamp: ['input', 'min', 'max'],
  hardtanh: ['input', 'min_val', 'max_val'],
  gelu: ['input', 'approximate'],
  elu: ['input', 'alpha', 'scale', 'input_scale'],
  add: ['input', 'other', 'alpha'],
  sub: ['input', 'other', 'alpha'],
  softmax: ['input', 'dim'],
  slice: ['input', 'dim', 'start', 'end', 'step'],
  div: ['input', 'other', 'rounding_mode'],
};
/** What changes no number. */
const harmless =
  /^(dtype|layout|device|pin_memory|memory_format|non_blocking|copy|implicit|training|p|requires_grad)$/;

/** Arguments in their places. @throws Unknown for a name that is not known */
export function placed(name: string, args: Args, named: Readonly<Record<string, unknown>>): Args {
  const all = [...args];
  for (const [key, value] of Object.entries(named)) {
    if (harmless.test(key)) continue;
    const at = places[name.replace(/_$/, '')]?.indexOf(key) ?? -1;
    if (at < 0) throw new Unknown(`gives ${name} an argument ${key}`);
    all[at] = value;
  }
  return all;
}
