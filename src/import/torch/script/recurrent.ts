/** torch.lstm, gru, rnn_tanh, rnn_relu and their cells, as layers. */
import * as layers from '../../chain/layers.ts';
import { NoStream, type Numbers, State, type Stream, type Tape, Unknown } from './tape.ts';

export type RecurrentKind = 'lstm' | 'gru' | 'rnn_tanh' | 'rnn_relu';

interface Call {
  readonly kind: RecurrentKind;
  readonly x: Stream;
  /** First states: h, and c of an LSTM. */
  readonly starts: readonly unknown[];
  /** Weights in PyTorch's order, layer by layer. */
  readonly weights: readonly Numbers[];
  readonly hasBias: boolean;
  readonly depth: number;
}

const gates = { lstm: 4, gru: 3, rnn_tanh: 1, rnn_relu: 1 } as const;

/** Appends the layers, and gives what the last one does. */
export function recurrent(tape: Tape, { kind, x, starts, weights, hasBias, depth }: Call): Stream {
  const each = weights.length / depth;
  const isProjected = each === (hasBias ? 5 : 3);
  if (!isProjected && each !== (hasBias ? 4 : 2))
    throw new Unknown(`gives ${kind} ${weights.length} weights for ${depth} layers`);
  let stream = x;
  for (let k = 0; k < depth; k++) {
    const own = weights.slice(k * each, (k + 1) * each);
    const [W_ih, W_hh] = own;
    const W_hr = isProjected ? own[each - 1] : undefined;
    const units = W_ih.shape[0] / gates[kind];
    const wide = W_hr ? W_hr.shape[0] : units;
    if (W_ih.shape.length !== 2 || W_ih.shape[1] !== stream.width)
      throw new Unknown(`gives ${kind} ${stream.width} numbers, which reads ${W_ih.shape[1]}`);
    if (
      !Number.isInteger(units) ||
      W_hh.shape[0] !== W_ih.shape[0] ||
      W_hh.shape[1] !== wide ||
      (W_hr && W_hr.shape[1] !== units)
    )
      throw new Unknown(`gives ${kind} weights that do not fit each other`);
    const [b_ih, b_hh] = hasBias ? [own[2].data, own[3].data] : [];
    const numbers = {
      ...{ inputs: stream.width, units, W_ih: W_ih.data, W_hh: W_hh.data, b_ih, b_hh },
      h0: startOf(tape, starts[0], k, depth, wide),
      ...(kind === 'lstm' && { c0: startOf(tape, starts[1], k, depth, units) }),
    };
    const layer =
      kind === 'lstm'
        ? layers.lstm({ ...numbers, W_hr: W_hr?.data })
        : kind === 'gru'
          ? layers.gru(numbers)
          : layers.rnn({ ...numbers, nonlinearity: kind === 'rnn_relu' ? 'relu' : 'tanh' });
    // of a projected one, the units are those of the cell
    stream = tape.push(layer, stream, wide);
  }
  return stream;
}

/** The part of a first state that is a layer's; undefined for zero. */
function startOf(
  tape: Tape,
  start: unknown,
  k: number,
  depth: number,
  length: number,
): Float64Array | undefined {
  if (start === null || start === undefined) return undefined;
  if (start instanceof State) {
    if (start.from === 'layer')
      throw new NoStream('starts a layer from the state of another, as a decoder does');
    if (start.from === 'caller') tape.isFed = true;
    return undefined;
  }
  const { data } = start as Numbers;
  if (!(data instanceof Float64Array) || data.length !== depth * length)
    throw new Unknown('starts a layer from a value of another size');
  return data.slice(k * length, (k + 1) * length);
}
