/**
 * Policies of rl-tools, such as RAPTOR: the checkpoint.h5 of a sequence of dense layers and GRUs.
 * Source: github.com/rl-tools/rl-tools, include/rl_tools/nn/layers/{dense,gru}/persist.h and nn_models/sequential.
 */
import type { Activation } from '../../cells/activation.ts';
import { assemble } from '../chain/assemble.ts';
import { type ChainLayer, dense, gru } from '../chain/layers.ts';
import { ImportError, shown } from '../error.ts';
import { type Hdf5Object, readHdf5 } from '../hdf5/index.ts';
import type { ImportOptions } from '../options.ts';
import type { Check, Found } from './reader.ts';

const activations: Readonly<Record<string, Activation>> = {
  IDENTITY: 'linear',
  RELU: 'relu',
  TANH: 'tanh',
  SIGMOID: 'sigmoid',
  GELU: 'gelu-tanh',
};

/** @throws ImportError naming the layer */
export function read(bytes: Uint8Array, { file }: ImportOptions): Found {
  const root = readHdf5(bytes, file);
  const actor = root.find('actor');
  const layers = actor?.find('layers');
  if (!actor || !layers)
    throw new ImportError(
      `${file}: the group actor has no layers: a checkpoint.h5 of rl-tools has actor/layers/0 and so on`,
    );
  const chain: ChainLayer[] = [];
  let width: number | null = null;
  for (let k = 0; ; k++) {
    const layer = layers.find(String(k));
    if (layer === null) break;
    const made = readLayer(layer, width);
    chain.push(made.layer);
    width = made.outputs;
  }
  if (chain.length === 0) throw layers.error('has no layer 0');
  if (layers.names.length > chain.length)
    throw layers.error(`has the layers ${layers.names.join(', ')}; expected 0 to ${layers.names.length - 1}`);
  const inputs = inputsOf(layers.find('0') as Hdf5Object);
  const check = checkOf(root, inputs, width as number);
  return { ...assemble({ inputs, chain }), ...(check.length > 0 && { check }) };
}

interface Made {
  readonly layer: ChainLayer;
  readonly outputs: number;
}

/** What the first layer reads. */
function inputsOf(layer: Hdf5Object): number {
  const found = layer.find('weights/parameters') ?? layer.find('weights_input/parameters');
  return found?.shape[1] ?? 0;
}

function readLayer(layer: Hdf5Object, inputs: number | null): Made {
  const kind = layer.text('type');
  if (kind === 'dense') return readDense(layer, inputs);
  if (kind === 'gru') return readGru(layer, inputs);
  throw layer.error(`is a layer of the type ${shown(kind)}; dense and gru can be read`);
}

function readDense(layer: Hdf5Object, inputs: number | null): Made {
  const { shape } = tensor(layer, 'weights');
  const [outputs, columns] = sized(layer, 'weights', shape, inputs);
  const name = layer.text('activation_function') ?? 'IDENTITY';
  const activation = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (activation === undefined)
    throw layer.error(
      `has the activation ${shown(name)}; ${Object.keys(activations).join(', ')} can be read`,
    );
  const W = numbers(layer, 'weights', [outputs, columns]);
  return {
    layer: dense({ inputs: columns, outputs, W, b: numbers(layer, 'biases', [outputs]), activation }),
    outputs,
  };
}

/** Rows r, z, n with the reset after the product, as PyTorch has them, and a first state. */
function readGru(layer: Hdf5Object, inputs: number | null): Made {
  const { shape } = tensor(layer, 'weights_input');
  const [rows, columns] = sized(layer, 'weights_input', shape, inputs);
  const units = rows / 3;
  if (!Number.isInteger(units)) throw layer.error(`has ${rows} rows of weights; expected 3 for each unit`);
  return {
    layer: gru({
      ...{ inputs: columns, units, reset: 'after' },
      W_ih: numbers(layer, 'weights_input', [rows, columns]),
      W_hh: numbers(layer, 'weights_hidden', [rows, units]),
      b_ih: numbers(layer, 'biases_input', [rows]),
      b_hh: numbers(layer, 'biases_hidden', [rows]),
      h0: numbers(layer, 'initial_hidden_state', [units]),
    }),
    outputs: units,
  };
}

function tensor(layer: Hdf5Object, name: string): Hdf5Object {
  const found = layer.find(`${name}/parameters`);
  if (found?.isDataset) return found;
  throw layer.error(`has no ${name}/parameters`);
}

/** Rows and columns of a matrix that fits behind the layer before. */
function sized(
  layer: Hdf5Object,
  name: string,
  shape: readonly number[],
  inputs: number | null,
): readonly [number, number] {
  const [rows, columns] = shape;
  if (shape.length !== 2 || !(rows >= 1) || !(columns >= 1) || (inputs !== null && columns !== inputs))
    throw layer.error(
      `has ${name} of shape [${shape.join(', ')}]; expected [outputs, ${inputs ?? 'inputs'}]`,
    );
  return [rows, columns];
}

/** Row-major. A vector may have a size of 1 in front. */
function numbers(layer: Hdf5Object, name: string, shape: readonly number[]): Float64Array {
  const found = tensor(layer, name);
  const bare =
    shape.length === 1 && found.shape.length === 2 && found.shape[0] === 1
      ? found.shape.slice(1)
      : found.shape;
  if (bare.join() !== shape.join())
    throw layer.error(`has ${name} of shape [${found.shape.join(', ')}]; expected [${shape.join(', ')}]`);
  const data = found.numbers();
  if (data.some((x) => !Number.isFinite(Math.fround(x))))
    throw layer.error(`has ${name} that are not finite as f32`);
  return data;
}

/** The examples: [steps, streams, numbers]. */
function checkOf(root: Hdf5Object, inputs: number, outputs: number): Check[] {
  const [input, output] = [root.find('example/input'), root.find('example/output')];
  if (!input?.isDataset || !output?.isDataset) return [];
  const [steps, streams, width] = input.shape;
  if (
    input.shape.length !== 3 ||
    width !== inputs ||
    output.shape.join() !== [steps, streams, outputs].join()
  )
    throw root.error(
      `has an example of shapes [${input.shape.join(', ')}] and [${output.shape.join(', ')}]; expected [steps, streams, ${inputs}] and [steps, streams, ${outputs}]`,
    );
  const rows = (data: Float64Array, length: number, stream: number) =>
    Array.from({ length: steps }, (_, t) =>
      Array.from(data.subarray((t * streams + stream) * length, (t * streams + stream + 1) * length)),
    );
  const [given, wanted] = [input.numbers(), output.numbers()];
  return Array.from({ length: streams }, (_, k) => ({
    inputs: rows(given, inputs, k),
    outputs: rows(wanted, outputs, k),
  }));
}
