/** What a layer of a functional model reads: the forms of Keras 2 and 3. */
import { ImportError, shown } from '../../error.ts';
import { isObject } from '../../json.ts';
import type { LayerConfig } from './config.ts';

/** A tensor: which layer, which of its calls, which of its outputs. */
export interface Reference {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** Each call of a layer, with what it is given in order. */
export type Calls = readonly { readonly operands: readonly (Reference | number)[] }[];

/** `["gru", 0, 0]`, with anything behind. */
function reference(value: unknown): Reference | null {
  if (!Array.isArray(value) || value.length < 3) return null;
  const [layer, node, tensor] = value;
  if (typeof layer !== 'string' || !Number.isInteger(node) || !Number.isInteger(tensor)) return null;
  return { layer, node, tensor };
}

/** The tensors that a model takes or gives: one, a list, or an object of them. */
export function referencesOf(value: unknown, file: string, what: string): Reference[] {
  const one = reference(value);
  if (one) return [one];
  const list = isObject(value) ? Object.values(value) : Array.isArray(value) ? value : [];
  const found = list.flatMap((entry) =>
    (reference(entry) ?? Array.isArray(entry)) ? referencesOf(entry, file, what) : [],
  );
  if (found.length > 0) return found;
  throw new ImportError(`${file}: the model's ${what} are ${shown(value)}; expected names of layers`);
}

/** Arguments that say nothing of the numbers. */
const silent = ['mask', 'training', 'name', 'axis'];

/** What a layer is called with, each time. */
export function callsOf(layer: LayerConfig): Calls {
  const { inbound_nodes: nodes = [] } = layer.described;
  if (!Array.isArray(nodes)) throw layer.error(`inbound_nodes is ${shown(nodes)}; expected a list`);
  return nodes.map((node) => {
    const operands: (Reference | number)[] = [];
    if (isObject(node)) {
      collect(layer, node.args, operands, 0);
      named(layer, node.kwargs, operands);
      return { operands };
    }
    // Keras 2: a list of tensors, or one tensor, each with named arguments behind
    for (const one of reference(node) ? [node] : Array.isArray(node) ? node : []) {
      const found = reference(one);
      if (!found) throw layer.error(`it reads ${shown(one)}; expected the name of a layer`);
      operands.push(found);
      named(layer, one[3], operands);
    }
    return { operands };
  });
}

/** @throws ImportError for states given by other layers */
function named(layer: LayerConfig, given: unknown, operands: (Reference | number)[]): void {
  if (!isObject(given)) return;
  for (const [name, value] of Object.entries(given)) {
    if (name === 'initial_state' && value !== null)
      throw layer.error(
        'its first state is given by other layers: save the model without initial_state, and set the state of a session',
      );
    if (!silent.includes(name)) collect(layer, value, operands, 0);
  }
}

/** Tensors and numbers at any depth. */
function collect(layer: LayerConfig, value: unknown, operands: (Reference | number)[], depth: number): void {
  if (depth > 16) throw layer.error('its arguments are nested too deep: the file is damaged');
  if (typeof value === 'number') operands.push(value);
  const one = reference(value);
  if (one) operands.push(one);
  else if (Array.isArray(value)) for (const entry of value) collect(layer, entry, operands, depth + 1);
  else if (isObject(value)) {
    if (value.class_name !== '__keras_tensor__')
      throw layer.error(`it is called with ${shown(value)}, which is not read`);
    const found = reference(isObject(value.config) ? value.config.keras_history : null);
    if (!found) throw layer.error(`it reads ${shown(value)}; expected a tensor of the model`);
    operands.push(found);
  }
}
