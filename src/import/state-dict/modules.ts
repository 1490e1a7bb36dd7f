/** The modules of torch.nn that a state_dict is of, found by the names and shapes of their tensors. */
import { ImportError, shown } from '../error.ts';
import type { NamedTensor, Outline } from '../safetensors.ts';

/** What a module computes; `null` width: as many outputs as inputs. */
export interface Module {
  /** Its name in the file; empty for a module that was saved alone. */
  readonly name: string;
  readonly kind: Kind;
  readonly inputs: number;
  readonly outputs: number;
  /** Its tensors, by their names within. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Units of a recurrent one, and its layers. */
  readonly units?: number;
  readonly depth?: number;
}

export type Kind = 'Linear' | 'LSTM' | 'GRU' | 'RNN' | 'BatchNorm' | 'LayerNorm' | 'PReLU';
const recurrent = { 1: 'RNN', 3: 'GRU', 4: 'LSTM' } as const;
export const isRecurrent = ({ kind }: Module): boolean => kind === 'LSTM' || kind === 'GRU' || kind === 'RNN';

export interface Parts {
  readonly modules: readonly Module[];
  /** Tensors that belong to no module: first states, scalings. */
  readonly loose: ReadonlyMap<string, NamedTensor>;
  /** Modules that are not read, and why. */
  readonly strange: ReadonlyMap<string, string>;
}

/** Parts of names that belong to modules, the rest is their name. */
const LEAF =
  /^(?:(.*)\.)?((?:weight|bias)_(?:ih|hh|hr)(?:_l\d+(?:_reverse)?)?|weight|bias|running_mean|running_var|in_proj_weight|in_proj_bias)$/;

/** Groups tensors into modules. @param others tensors of integers: counters */
export function modulesOf(
  tensors: ReadonlyMap<string, NamedTensor>,
  others: readonly Outline[],
  file: string,
): Parts {
  const groups = new Map<string, Map<string, NamedTensor>>();
  const loose = new Map<string, NamedTensor>();
  for (const [name, tensor] of tensors) {
    const [, module = '', leaf] = LEAF.exec(name) ?? [];
    if (leaf === undefined) loose.set(name, tensor);
    else groups.set(module, (groups.get(module) ?? new Map<string, NamedTensor>()).set(leaf, tensor));
  }
  const counters = new Set(others.map(({ name }) => name));
  const modules: Module[] = [];
  const strange = new Map<string, string>();
  for (const [name, own] of groups) {
    const found = moduleOf(name, own, counters.has(`${name ? `${name}.` : ''}num_batches_tracked`), file);
    if (typeof found === 'string') strange.set(name, found);
    else modules.push(found);
  }
  return { modules, loose, strange };
}

type Own = ReadonlyMap<string, NamedTensor>;

/** The module, or why it is not read. */
function moduleOf(name: string, own: Own, isCounted: boolean, file: string): Module | string {
  if (own.has('weight_ih_l0')) return recurrentOf(name, own, true, file);
  if (own.has('weight_ih')) return recurrentOf(name, own, false, file);
  const [weight, bias] = [own.get('weight'), own.get('bias')];
  if (own.has('running_mean')) return batchNormOf(name, own, isCounted);
  if (own.has('in_proj_weight')) return 'attention over time, which a stream cannot compute step by step';
  if (!weight) return `${[...own.keys()].join(', ')} without a weight`;
  const { shape } = weight;
  if (shape.length > 2) return 'a convolution, which is not read';
  if (shape.includes(0)) return 'without a weight';
  if (shape.length === 2) {
    const [outputs, inputs] = shape;
    if (!bias && /emb/i.test(name)) return 'an embedding, which is not read: feed what it gives';
    if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs))
      return `a Linear whose bias has shape [${bias.shape.join(', ')}], not [${outputs}]`;
    return { name, kind: 'Linear', inputs, outputs, tensors: own };
  }
  const [width = 1] = shape;
  if (bias && bias.shape.join() === shape.join() && shape.length === 1) {
    if (/group|(^|\.)gn|bn|batch|instance/i.test(name))
      return 'a normalisation of groups or batches without statistics, which is not read';
    return { name, kind: 'LayerNorm', inputs: width, outputs: width, tensors: own };
  }
  if (/prelu|act/i.test(name) && width === 1)
    return { name, kind: 'PReLU', inputs: 0, outputs: 0, tensors: own };
  return 'one vector, which may be a scale, a PReLU or an RMSNorm';
}

function batchNormOf(name: string, own: Own, isCounted: boolean): Module | string {
  const sizes = [...own.values()].map(({ shape }) => shape.join());
  const mean = own.get('running_mean');
  if (!mean || !own.has('running_var') || mean.shape.length !== 1 || sizes.some((one) => one !== sizes[0]))
    return 'running statistics that are no BatchNorm1d';
  if (!own.has('weight') && !isCounted)
    return 'running statistics without a counter, as a scaling of inputs has, which may also limit them: scale the inputs before the blob';
  const [width] = mean.shape;
  return { name, kind: 'BatchNorm', inputs: width, outputs: width, tensors: own };
}

/** A recurrent module or cell. @throws ImportError for shapes that do not fit each other */
function recurrentOf(name: string, own: Own, layered: boolean, file: string): Module | string {
  if ([...own.keys()].some((leaf) => leaf.endsWith('_reverse')))
    return 'bidirectional: it reads the future, which a stream does not have';
  const wrong = (leaf: string, what: string): never => {
    throw new ImportError(`${file}: tensor ${shown(`${name ? `${name}.` : ''}${leaf}`)}: ${what}`);
  };
  const shapeOf = (leaf: string): readonly number[] => {
    const shape = own.get(leaf)?.shape ?? wrong(leaf, 'is missing');
    return shape.length === 2 && !shape.includes(0)
      ? shape
      : wrong(leaf, `expected 2 sizes > 0, found shape [${shape.join(', ')}]`);
  };
  const end = (k: number): string => (layered ? `_l${k}` : '');
  let depth = 0;
  let width = shapeOf(`weight_ih${end(0)}`)[1];
  const inputs = width;
  let units = 0;
  let kind: Kind = 'RNN';
  while (own.has(`weight_ih${end(depth)}`) && (layered || depth === 0)) {
    if (depth >= 64) wrong(`weight_ih${end(depth)}`, 'is of more than 64 layers');
    const [rows, columns] = shapeOf(`weight_ih${end(depth)}`);
    const hh = `weight_hh${end(depth)}`;
    const [rowsOfState, state] = shapeOf(hh);
    const projection = own.has(`weight_hr${end(depth)}`) ? shapeOf(`weight_hr${end(depth)}`) : null;
    units = projection ? projection[1] : state;
    const found = recurrent[(rows / units) as keyof typeof recurrent];
    if (!found || rowsOfState !== rows || (projection && (found !== 'LSTM' || projection[0] !== state)))
      wrong(
        hh,
        `[${rowsOfState}, ${state}] does not fit weight_ih [${rows}, ${columns}]: expected 1, 3 or 4 rows for each of its units`,
      );
    if (columns !== width) wrong(`weight_ih${end(depth)}`, `expected ${width} columns, found ${columns}`);
    if (depth > 0 && found !== kind)
      wrong(`weight_ih${end(depth)}`, `is of ${found}, the layer before of ${kind}`);
    checkBiases(own, end(depth), rows, wrong);
    kind = found;
    width = state;
    depth++;
  }
  return { name, kind, inputs, outputs: width, tensors: own, units, depth };
}

function checkBiases(
  own: Own,
  end: string,
  rows: number,
  wrong: (leaf: string, what: string) => never,
): void {
  for (const leaf of [`bias_ih${end}`, `bias_hh${end}`]) {
    const shape = own.get(leaf)?.shape;
    if (shape && (shape.length !== 1 || shape[0] !== rows))
      wrong(leaf, `expected shape [${rows}], found [${shape.join(', ')}]`);
    if (!shape && own.has(`bias_ih${end}`) !== own.has(`bias_hh${end}`)) wrong(leaf, 'is missing');
  }
}
