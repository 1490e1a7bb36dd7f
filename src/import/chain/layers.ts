/** The layers of other libraries, as chains have them: each constructor takes numbers in PyTorch's layout and order. */
import { type Activation, activationTitle } from '../../cells/activation.ts';
import type { GruOptions } from '../../cells/gru.ts';
import type { LstmOptions } from '../../cells/lstm.ts';
import type { LayerSpec } from '../../network/spec.ts';

/** A layer with its numbers. */
export interface ChainLayer {
  readonly layer: LayerSpec;
  /** By the names of the cell's parameters; `initial.h` and the like for its first states. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
  /** For people: `LSTM of 9 units`. */
  readonly title: string;
  /** What of it multiplies the inputs. */
  readonly reads?: { readonly weight: string; readonly bias: string };
}

type Numbers = ArrayLike<number>;
/** What it reads and adds, as in a spec; indices are those of the chain. */
type Wired = Pick<LayerSpec, 'from' | 'add'>;

const copied = (x: Numbers): Float64Array => Float64Array.from(x);
const sum = (a: Numbers, b: Numbers | undefined): Float64Array =>
  Float64Array.from(a, (x, i) => x + (b?.[i] ?? 0));

export interface DenseNumbers extends Wired {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs], row-major. */
  readonly W: Numbers;
  readonly b?: Numbers;
  readonly activation?: Activation;
}

/** activation(W x + b) */
export function dense({ inputs, outputs, W, b, activation = 'linear', ...wired }: DenseNumbers): ChainLayer {
  const behind = activation === 'linear' ? '' : `, ${activationTitle(activation)}`;
  return {
    layer: { cell: 'dense', options: { activation }, units: outputs, ...wired },
    parameters: { weight: copied(W), bias: b ? copied(b) : new Float64Array(outputs) },
    title: `Dense ${inputs} → ${outputs}${behind}`,
    reads: { weight: 'weight', bias: 'bias' },
  };
}

/** An activation of its own: f(x). */
export const activation = (f: Activation, units: number, wired: Wired = {}): ChainLayer => ({
  layer: { cell: 'activation', options: { activation: f }, units, ...wired },
  parameters: {},
  title: activationTitle(f),
});

/** scale ⊙ x + shift: a BatchNorm, a normalisation of inputs, a gain. `assemble` folds it into a product beside it. */
export const elementwise = (
  scale: Numbers,
  shift: Numbers,
  title = 'scale and shift',
  wired: Wired = {},
): ChainLayer => ({
  layer: { cell: 'elementwise', units: scale.length, ...wired },
  parameters: { weight: copied(scale), bias: copied(shift) },
  title,
});

/** weight ⊙ (x − mean) / √(variance + epsilon) + bias */
export const layerNorm = (
  weight: Numbers,
  bias: Numbers,
  epsilon: number,
  wired: Wired = {},
): ChainLayer => ({
  layer: { cell: 'layer-norm', options: { epsilon }, units: weight.length, ...wired },
  parameters: { weight: copied(weight), bias: copied(bias) },
  title: `LayerNorm of ${weight.length}`,
});

interface Recurrent extends Wired {
  readonly inputs: number;
  readonly units: number;
  /** First states; zero where absent. */
  readonly h0?: Numbers;
  readonly c0?: Numbers;
}

/** The layer's part about first states. */
function first({ h0, c0 }: Recurrent, lengths: { readonly h: number; readonly c?: number }) {
  const isSet = [h0, c0].some((x) => x && Array.from(x).some((v) => v !== 0));
  if (!isSet) return { spec: {}, parameters: {} };
  const start = (given: Numbers | undefined, n: number) => (given ? copied(given) : new Float64Array(n));
  return {
    spec: { initialState: 'trained' as const },
    parameters: {
      'initial.h': start(h0, lengths.h),
      ...(lengths.c !== undefined && { 'initial.c': start(c0, lengths.c) }),
    },
  };
}

const wiredOf = ({ from, add }: Wired): Wired => ({ ...(from && { from }), ...(add && { add }) });

export interface GruNumbers extends Recurrent, GruOptions {
  /** Rows r, z, n: [3 units, inputs]. */
  readonly W_ih: Numbers;
  /** [3 units, units] */
  readonly W_hh: Numbers;
  /** [3 units]; zero where absent. */
  readonly b_ih?: Numbers;
  readonly b_hh?: Numbers;
}

export function gru(given: GruNumbers): ChainLayer {
  const { units, W_ih, W_hh, b_ih, b_hh, reset = 'after', activation, gateActivation } = given;
  const zero = new Float64Array(3 * units);
  const options = { reset, ...(activation && { activation }), ...(gateActivation && { gateActivation }) };
  const start = first(given, { h: units });
  const recurrent = copied(W_hh);
  const numbers: Readonly<Record<string, Float64Array>> =
    reset === 'after'
      ? { weight_hh: recurrent, bias_ih: copied(b_ih ?? zero), bias_hh: copied(b_hh ?? zero) }
      : {
          weight_hh: recurrent.slice(0, 2 * units * units),
          weight_hn: recurrent.slice(2 * units * units),
          bias: sum(b_ih ?? zero, b_hh),
        };
  return {
    layer: { cell: 'gru', options, units, ...start.spec, ...wiredOf(given) },
    parameters: { weight_ih: copied(W_ih), ...numbers, ...start.parameters },
    title: `GRU of ${units} units${reset === 'before' ? ', reset before the product' : ''}`,
    reads: { weight: 'weight_ih', bias: reset === 'after' ? 'bias_ih' : 'bias' },
  };
}

export interface LstmNumbers extends Recurrent, Omit<LstmOptions, 'peepholes' | 'projection'> {
  /** Rows i, f, g, o: [4 units, inputs]. With `coupled` the rows of f are not read. */
  readonly W_ih: Numbers;
  /** [4 units, units], or [4 units, length of h] with a projection. */
  readonly W_hh: Numbers;
  readonly b_ih?: Numbers;
  readonly b_hh?: Numbers;
  /** Rows i, f, o: [3 units]. */
  readonly peepholes?: Numbers;
  /** [length of h, units] */
  readonly W_hr?: Numbers;
}

export function lstm(given: LstmNumbers): ChainLayer {
  const { units, inputs, W_ih, W_hh, b_ih, b_hh, peepholes, W_hr, coupled = false } = given;
  const projection = W_hr && W_hr.length / units;
  const zero = new Float64Array(4 * units);
  const start = first(given, { h: projection ?? units, c: units });
  const gatesOf = (x: Numbers, columns: number): Float64Array =>
    coupled ? gates(x, columns, 'ifgo', 'igo') : copied(x);
  const hole = (k: number) => copied(Array.from(peepholes ?? []).slice(k * units, (k + 1) * units));
  const { activation, outputActivation, gateActivation, clip } = given;
  const options = {
    ...(activation && { activation }),
    ...(outputActivation && { outputActivation }),
    ...(gateActivation && { gateActivation }),
    ...(clip !== undefined && { clip }),
    ...(coupled && { coupled }),
    ...(peepholes && { peepholes: true }),
    ...(projection !== undefined && { projection }),
  };
  return {
    layer: { cell: 'lstm', options, units, ...start.spec, ...wiredOf(given) },
    parameters: {
      weight_ih: gatesOf(W_ih, inputs),
      weight_hh: gatesOf(W_hh, projection ?? units),
      bias_ih: gatesOf(b_ih ?? zero, 1),
      bias_hh: gatesOf(b_hh ?? zero, 1),
      ...(peepholes && {
        peephole_i: hole(0),
        ...(!coupled && { peephole_f: hole(1) }),
        peephole_o: hole(2),
      }),
      ...(W_hr && { weight_hr: copied(W_hr) }),
      ...start.parameters,
    },
    title: `LSTM of ${units} units${projection === undefined ? '' : `, projected to ${projection}`}`,
    reads: { weight: 'weight_ih', bias: 'bias_ih' },
  };
}

export interface RnnNumbers extends Recurrent {
  readonly W_ih: Numbers;
  readonly W_hh: Numbers;
  readonly b_ih?: Numbers;
  readonly b_hh?: Numbers;
  readonly nonlinearity?: Activation;
}

export function rnn(given: RnnNumbers): ChainLayer {
  const { units, W_ih, W_hh, b_ih, b_hh, nonlinearity = 'tanh' } = given;
  const zero = new Float64Array(units);
  const start = first(given, { h: units });
  return {
    layer: { cell: 'rnn', options: { nonlinearity }, units, ...start.spec, ...wiredOf(given) },
    parameters: {
      weight_ih: copied(W_ih),
      weight_hh: copied(W_hh),
      bias_ih: copied(b_ih ?? zero),
      bias_hh: copied(b_hh ?? zero),
      ...start.parameters,
    },
    title: `RNN of ${units} units, ${activationTitle(nonlinearity)}`,
    reads: { weight: 'weight_ih', bias: 'bias_ih' },
  };
}

/**
 * Blocks of rows in another order: `gates(W, columns, 'zrh', 'rzh')`. A letter that `to` lacks is left out.
 * @param columns of the matrix; 1 of a vector
 */
export function gates(matrix: Numbers, columns: number, from: string, to: string): Float64Array {
  const block = matrix.length / from.length;
  if (!Number.isInteger(block / columns))
    throw new RangeError(`${matrix.length} numbers are no ${from.length} blocks of ${columns} columns`);
  return Float64Array.from(
    { length: block * to.length },
    (_, i) => matrix[from.indexOf(to[Math.floor(i / block)]) * block + (i % block)],
  );
}

/** [rows, columns] → [columns, rows] */
export const transposed = (matrix: Numbers, rows: number, columns: number): Float64Array =>
  Float64Array.from(
    { length: rows * columns },
    (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)],
  );
