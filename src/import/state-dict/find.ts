/** Finds the weights in what a checkpoint holds beside them: epochs, settings, the optimiser's state. */
import { ImportError, shown } from '../error.ts';
import { ArrayRef, Dict, Instance, TensorRef } from '../pickle/values.ts';

/** Tensors by their names. */
export type Named = ReadonlyMap<string, unknown>;

/** Where checkpoints have the weights, the usual first. */
const USUAL = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'module',
  'weights',
  'params',
];
/** What is passed over. */
const PASSED = /optim|sched|scaler|callback|loops|rng|^_/i;
const DEEPEST = 12;

export interface Where {
  /** Tensors in the order of the file. */
  readonly named: Map<string, unknown>;
  readonly notes: readonly string[];
}

/**
 * The tensors of a checkpoint: those under the usual key, or all that there are, named by the way to them.
 * @param isTensor which values are tensors
 * @throws ImportError if there is none
 */
export function findWeights(root: unknown, file: string, isTensor: (value: unknown) => boolean): Where {
  let found = root;
  const way: string[] = [];
  const passed: string[] = [];
  while (found instanceof Dict && way.length < DEEPEST) {
    const { items } = found;
    const key = USUAL.find((one) => items.get(one) instanceof Dict && holds(items.get(one), isTensor));
    if (key === undefined) break;
    passed.push(
      ...[...items]
        .filter(([one, value]) => one !== key && isLarge(value, isTensor))
        .map(([one]) => String(one)),
    );
    way.push(key);
    found = items.get(key);
  }
  const named = new Map<string, unknown>();
  gather(found, '', named, isTensor, 0, file);
  if (named.size === 0) throw new ImportError(`${file}: ${nothing(root)}`);
  const notes =
    passed.length === 0
      ? []
      : [
          `the weights are those under ${shown(way.join('.'))}; not read: ${passed.slice(0, 6).map(shown).join(', ')}`,
        ];
  return { named, notes };
}

/** Whether something is more than a number or a text. */
const isLarge = (value: unknown, isTensor: (value: unknown) => boolean): boolean =>
  isTensor(value) || holds(value, isTensor);

/** Whether a dict holds tensors, itself or in the dicts within. */
function holds(value: unknown, isTensor: (value: unknown) => boolean, depth = 0): boolean {
  if (!(value instanceof Dict) || depth > 3) return false;
  let left = 1000;
  for (const [key, one] of value.items) {
    if (isTensor(one)) return true;
    if (!PASSED.test(String(key)) && left-- > 0 && holds(one, isTensor, depth + 1)) return true;
  }
  return false;
}

/** Of a dict, or of a module of TorchScript. */
function itemsOf(value: unknown): ReadonlyMap<unknown, unknown> | null {
  if (value instanceof Dict) return value.items;
  return value instanceof Instance && value.name.startsWith('__torch__') ? itemsOf(value.state) : null;
}

function gather(
  value: unknown,
  prefix: string,
  named: Map<string, unknown>,
  isTensor: (value: unknown) => boolean,
  depth: number,
  file: string,
): void {
  const items = itemsOf(value);
  if (!items || depth > DEEPEST) return;
  for (const [key, one] of items) {
    if (typeof key !== 'string') continue;
    if (isTensor(one)) {
      const name = prefix + key;
      if (named.has(name))
        throw new ImportError(`${file}: tensor ${shown(name)} is there twice; save each name once`);
      if (named.size >= 20_000)
        throw new ImportError(`${file}: holds more than 20,000 tensors; name one model's when saving`);
      named.set(name, one);
    } else if (!PASSED.test(key)) gather(one, `${prefix}${key}.`, named, isTensor, depth + 1, file);
  }
}

/** What there is instead of weights. */
function nothing(root: unknown): string {
  if (root instanceof TensorRef || root instanceof ArrayRef)
    return 'holds one tensor without a name; save the state_dict: torch.save(model.state_dict(), …)';
  if (root instanceof Instance)
    return `holds an object of class ${root.name}; save the state_dict: torch.save(model.state_dict(), …)`;
  if (root instanceof Dict) {
    const keys = [...root.items.keys()].slice(0, 8).map((key) => shown(key));
    return `holds no tensors by name: ${keys.length === 0 ? 'it is empty' : `there are ${keys.join(', ')}`}; save torch.save(model.state_dict(), …)`;
  }
  return 'holds no tensors by name; save the state_dict: torch.save(model.state_dict(), …)';
}
