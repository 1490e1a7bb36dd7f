/**
 * GuitarML and NeuralSeed: a state_dict of PyTorch in JSON, with the sizes beside it.
 * Source: github.com/Alec-Wright/Automated-GuitarAmpModelling, CoreAudioML/networks.py (SimpleRNN).
 */
import { assemble } from '../../chain/assemble.ts';
import { type ChainLayer, dense, gru, lstm, rnn } from '../../chain/layers.ts';
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json, numbersOf, parseJson } from '../../json.ts';
import type { ImportOptions } from '../../options.ts';
import type { Found } from '../reader.ts';

const kinds = { LSTM: [4, lstm], GRU: [3, gru], RNN: [1, rnn] } as const;
type Kind = keyof typeof kinds;

/** What model_data says. */
interface Sizes {
  readonly kind: Kind;
  readonly inputs: number;
  readonly units: number;
  readonly depth: number;
  readonly outputs: number;
  /** How many inputs are added to the outputs. */
  readonly skip: number;
}

/** @throws ImportError naming the tensor or the size that does not fit */
export function read(bytes: Uint8Array, { file }: ImportOptions): Found {
  const { model_data: data, state_dict: tensors } = parseJson(bytes, file);
  if (!isObject(data) || !isObject(tensors))
    throw new ImportError(`${file}: expected the objects model_data and state_dict, as GuitarML has them`);
  const sizes = sizesOf(data, file);
  const taken = new Set<string>();
  const take = (name: string, shape: readonly number[]): Float64Array => {
    taken.add(name);
    if (tensors[name] === undefined) throw new ImportError(`${file}: state_dict has no ${shown(name)}`);
    return numbersOf(tensors[name], shape, `${file}: ${name}`);
  };
  const { outputs, units, inputs } = sizes;
  const chain = [
    ...Array.from({ length: sizes.depth }, (_, k) => layer(sizes, k, take)),
    dense({
      ...{ inputs: units, outputs, W: take('lin.weight', [outputs, units]) },
      ...('lin.bias' in tensors && { b: take('lin.bias', [outputs]) }),
    }),
  ];
  const left = Object.keys(tensors).filter((name) => !taken.has(name));
  if (left.length > 0)
    throw new ImportError(
      `${file}: state_dict also has ${left.slice(0, 6).map(shown).join(', ')}, which a ${sizes.kind} of ${sizes.depth} layer${sizes.depth === 1 ? '' : 's'} and a Linear has not`,
    );
  const residual = Array.from({ length: outputs }, (_, k) => (sizes.skip === 1 ? 0 : k));
  return assemble({ inputs, chain, ...(sizes.skip > 0 && { residual }) });
}

function layer(
  { kind, inputs, units }: Sizes,
  k: number,
  take: (name: string, shape: readonly number[]) => Float64Array,
): ChainLayer {
  const [gates, make] = kinds[kind];
  const width = k === 0 ? inputs : units;
  const rows = gates * units;
  return make({
    ...{ inputs: width, units },
    W_ih: take(`rec.weight_ih_l${k}`, [rows, width]),
    W_hh: take(`rec.weight_hh_l${k}`, [rows, units]),
    b_ih: take(`rec.bias_ih_l${k}`, [rows]),
    b_hh: take(`rec.bias_hh_l${k}`, [rows]),
  });
}

function sizesOf(data: Json, file: string): Sizes {
  const { model, unit_type: kind } = data;
  if (model !== undefined && model !== 'SimpleRNN')
    throw new ImportError(
      `${file}: model_data.model is ${shown(model)}; SimpleRNN can be read${String(model).includes('Conv') ? ', a convolution cannot' : ''}`,
    );
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
    throw new ImportError(
      `${file}: model_data.unit_type is ${shown(kind)}; ${Object.keys(kinds).join(', ')} can be read`,
    );
  const count = (key: string, otherwise: number | undefined, least = 1): number => {
    const value = data[key] ?? otherwise;
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= 65_536)
      return value as number;
    throw new ImportError(
      `${file}: model_data.${key} is ${shown(value)}; expected a whole number ≥ ${least}`,
    );
  };
  const outputs = count('output_size', 1);
  const inputs = count('input_size', 1);
  // the network's own default is 1; False and True are written by some
  const skip = typeof data.skip === 'boolean' ? Number(data.skip) : count('skip', 1, 0);
  if (skip > inputs || (skip > 1 && skip !== outputs))
    throw new ImportError(
      `${file}: model_data.skip is ${skip}, but there are ${inputs} inputs and ${outputs} outputs`,
    );
  return {
    kind: kind as Kind,
    inputs,
    outputs,
    skip,
    units: count('hidden_size', undefined),
    depth: count('num_layers', 1),
  };
}
