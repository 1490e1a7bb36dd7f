/** Makes a network of a chain of layers. */
import type { NetworkSpec } from '../../network/spec.ts';
import type { Found } from '../readers/reader.ts';
import { folded as foldedIn } from './fold.ts';
import type { ChainLayer } from './layers.ts';

export interface ChainOptions {
  readonly inputs: number;
  readonly chain: readonly ChainLayer[];
  /** For each output the index of the input that is added to it, or null. */
  readonly residual?: readonly (number | null)[];
  /** What was assumed. */
  readonly notes?: readonly string[];
}

/**
 * The network of a chain: scales and shifts are folded into products, and a last dense layer becomes the read-out.
 * @param chain at least one layer
 */
export function assemble({ inputs, chain: given, residual, notes = [] }: ChainOptions): Found {
  const { chain, folded } = foldedIn(given);
  const last = chain[chain.length - 1];
  const readout = chain.length > 1 ? readoutOf(last, residual) : null;
  const layers = readout ? chain.slice(0, -1) : chain;
  const outputs = last.layer.units;
  const parameters = new Map<string, Float64Array>();
  layers.forEach((one, k) => {
    const prefix = layers.length > 1 ? `${k}.` : '';
    for (const [name, data] of Object.entries(one.parameters)) parameters.set(prefix + name, data);
  });
  if (readout) {
    parameters.set('readout.W', last.parameters.weight);
    parameters.set('readout.b', last.parameters.bias);
  }
  const spec: NetworkSpec = {
    inputs,
    outputs,
    layers: layers.map(({ layer }) => layer),
    readout: readout ?? 'none',
    ...(residual && { residual }),
  };
  return { spec, parameters, notes, folded, layers: given.map(({ title }) => title) };
}

/** The kind of read-out that a last layer is, if it is one. */
function readoutOf({ layer }: ChainLayer, residual: ChainOptions['residual']): 'dense' | 'softmax' | null {
  if (layer.cell !== 'dense' || layer.from || layer.add) return null;
  const { activation = 'linear' } = (layer.options ?? {}) as { readonly activation?: unknown };
  if (activation === 'linear') return 'dense';
  return activation === 'softmax' && !residual ? 'softmax' : null;
}
