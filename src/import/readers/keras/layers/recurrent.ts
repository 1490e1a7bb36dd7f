/** LSTM, GRU, SimpleRNN, and RNN around their cells. Source: keras.io/api/layers/recurrent_layers, and its code. */
import { type ChainLayer, gru, lstm, gates as ordered, rnn, transposed } from '../../../chain/layers.ts';
import { isObject } from '../../../json.ts';
import { activationOf } from '../activations.ts';
import { LayerConfig } from '../config.ts';
import type { Value } from '../plan.ts';
import { take } from '../tensor.ts';
import type { Place } from '../weights.ts';
import { weightsOf } from './dense.ts';
import { type Call, only, type Read } from './layer.ts';

/** What may not stand in a layer that runs step by step. @throws ImportError naming it and the reason */
function checkStreams({ layer, note }: Call): void {
  if (layer.flag('go_backwards', false))
    throw layer.error('go_backwards reads the sequence from its end, which a stream does not have');
  if (layer.flag('stateful', false))
    note(`${layer.title} is stateful: a session keeps its state until reset()`);
}

/** A layer whose file has the cell's weights in a group of their own. */
const ofCell =
  (kind: 'LSTM' | 'GRU' | 'SimpleRNN'): Read =>
  (call) => {
    checkStreams(call);
    const place = call.place.inside('cell');
    const found = place.weights().length > 0 ? place : call.place;
    return cell(call, kind, call.layer, found, only(call), !call.layer.flag('return_sequences', false));
  };

/** One layer of the plan: its gates in the order of PyTorch. */
function cell(
  call: Call,
  kind: string,
  layer: LayerConfig,
  place: Place,
  input: Value,
  single: boolean,
): Value {
  const units = layer.count('units');
  const biased = layer.flag('use_bias', true);
  const names = ['kernel', 'recurrent kernel', ...(biased ? ['bias'] : [])];
  const tensors = weightsOf({ layer, place }, names);
  const [gates, make] =
    kind === 'LSTM' ? ([4, lstmOf] as const) : kind === 'GRU' ? ([3, gruOf] as const) : ([1, rnnOf] as const);
  const after = kind === 'GRU' && isAfter(call, layer, tensors[2]?.shape);
  const rows = gates * units;
  const made = make(call, layer, {
    inputs: input.width,
    units,
    after,
    kernel: transposed(take(layer, tensors[0], 'the kernel', [input.width, rows]), input.width, rows),
    recurrent: transposed(take(layer, tensors[1], 'the recurrent kernel', [units, rows]), units, rows),
    bias: biased
      ? take(layer, tensors[2], 'the bias', after ? [2, rows] : [rows])
      : new Float64Array((after ? 2 : 1) * rows),
  });
  return call.plan.push(made, input, units, single);
}

interface Gates {
  readonly inputs: number;
  readonly units: number;
  /** Of a GRU: `reset_after`. Its bias has two rows. */
  readonly after: boolean;
  /** As PyTorch has them, with the gates in the order of Keras. */
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
}

type Make = (call: Call, layer: LayerConfig, gates: Gates) => ChainLayer;

/** Gates i, f, c, o: those of PyTorch. */
const lstmOf: Make = ({ major }, layer, { inputs, units, kernel, recurrent, bias }) => {
  const f = activationOf(layer, layer.config.activation ?? 'linear', major);
  return lstm({
    ...{ inputs, units, W_ih: kernel, W_hh: recurrent, b_ih: bias },
    ...{ activation: f, outputActivation: f, gateActivation: gateOf(layer, major) },
  });
};

/** Gates z, r, h: PyTorch has r, z, n. */
const gruOf: Make = ({ major }, layer, { inputs, units, after, kernel, recurrent, bias }) => {
  const rows = (matrix: Float64Array, columns: number) => ordered(matrix, columns, 'zrh', 'rzh');
  return gru({
    ...{ inputs, units, W_ih: rows(kernel, inputs), W_hh: rows(recurrent, units) },
    b_ih: rows(bias.subarray(0, 3 * units), 1),
    ...(after && { b_hh: rows(bias.subarray(3 * units), 1) }),
    reset: after ? 'after' : 'before',
    ...{
      activation: activationOf(layer, layer.config.activation ?? 'linear', major),
      gateActivation: gateOf(layer, major),
    },
  });
};

const rnnOf: Make = ({ major }, layer, { inputs, units, kernel, recurrent, bias }) =>
  rnn({
    ...{ inputs, units, W_ih: kernel, W_hh: recurrent, b_ih: bias },
    nonlinearity: activationOf(layer, layer.config.activation ?? 'linear', major),
  });

/** Files of all versions name it; without, it was the hard sigmoid until TensorFlow 2. */
const gateOf = (layer: LayerConfig, major: number) =>
  activationOf(
    layer,
    layer.config.recurrent_activation === undefined ? 'hard_sigmoid' : layer.config.recurrent_activation,
    major,
  );

/** Whether a GRU resets behind the product. The bias tells where the description does not. */
function isAfter({ note }: Call, layer: LayerConfig, bias: readonly number[] | undefined): boolean {
  const said = layer.config.reset_after;
  if (said !== undefined && said !== null) return layer.flag('reset_after', false);
  if (bias === undefined)
    note(`${layer.title} says no reset_after and has no bias: taken as false, as in Keras before 2.1.4`);
  return bias?.length === 2;
}

const kinds: Readonly<Record<string, string>> = {
  LSTMCell: 'LSTM',
  GRUCell: 'GRU',
  SimpleRNNCell: 'SimpleRNN',
};

/** RNN around a cell, or around several. */
const readRnn: Read = (call) => {
  checkStreams(call);
  const { layer, place } = call;
  const outer = layer.inner('cell');
  const stack = outer.kind === 'StackedRNNCells' ? outer.config.cells : [outer.described];
  if (!Array.isArray(stack) || !stack.every(isObject)) throw layer.error('cells is no list of cells');
  const cells = stack.map((one) => new LayerConfig(layer.file, one));
  const inside = place.inside('cell');
  const places = outer.kind === 'StackedRNNCells' ? inside.layersOf(cells, 'cells') : [inside];
  const single = !layer.flag('return_sequences', false);
  return cells.reduce((input, one, k) => {
    const kind = kinds[one.kind];
    if (kind === undefined)
      throw layer.error(`its cell is of the class ${one.kind}; ${Object.keys(kinds).join(', ')} can be read`);
    return cell(call, kind, one, places[k], input, single);
  }, only(call));
};

export const recurrent: Readonly<Record<string, Read>> = {
  LSTM: ofCell('LSTM'),
  GRU: ofCell('GRU'),
  SimpleRNN: ofCell('SimpleRNN'),
  RNN: readRnn,
};
