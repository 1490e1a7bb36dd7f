/** State_dicts as JSON: lists of numbers by name, or under a key such as `state_dict`. */
import { ImportError, shown } from '../error.ts';
import { Dict } from '../pickle/values.ts';
import { findWeights } from './find.ts';
import { type StateDict, StateDictBuilder } from './state-dict.ts';

const DEEPEST = 8;

export function readJsonStateDict(bytes: Uint8Array, file: string): StateDict {
  const { named, notes } = findWeights(dicts(parsed(bytes, file)), file, isNumbers);
  const made = new StateDictBuilder(file);
  for (const [name, list] of named) {
    const where = `${file}: ${shown(name)}`;
    const shape = shapeOf(list, where);
    const values: number[] = [];
    flatten(list, shape, 0, values, where);
    made.numbers(name, shape, values);
  }
  return { tensors: made.tensors, others: [], notes };
}

/** Lists whose first element is a number. */
function isNumbers(value: unknown): boolean {
  let first = value;
  for (let depth = 0; depth <= DEEPEST && Array.isArray(first); depth++) [first] = first;
  return Array.isArray(value) && typeof first === 'number';
}

/** @throws ImportError if it is no JSON, or an object has a key twice */
function parsed(bytes: Uint8Array, file: string): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message.replace(/[^ -~]/g, '?').slice(0, 120);
    throw new ImportError(`${file}: is no JSON, it is cut short or damaged: ${reason}`);
  }
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g))
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const keys = open[open.length - 1];
      const name: string = JSON.parse(key);
      if (keys?.has(name))
        throw new ImportError(`${file}: has the key ${shown(name)} twice; save each name once`);
      keys?.add(name);
    }
  return value;
}

/** Objects as dicts, which keep their order. */
function dicts(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > DEEPEST) return value;
  const made = new Dict();
  for (const [key, one] of Object.entries(value)) made.items.set(key, dicts(one, depth + 1));
  return made;
}

/** Sizes along the first elements. */
function shapeOf(list: unknown, where: string): number[] {
  const shape: number[] = [];
  for (let inner = list; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (shape.length > DEEPEST)
      throw new ImportError(`${where} is nested more than ${DEEPEST} deep, which no tensor is`);
  }
  return shape;
}

function flatten(
  list: unknown,
  shape: readonly number[],
  depth: number,
  into: number[],
  where: string,
): void {
  if (depth === shape.length) {
    if (typeof list !== 'number')
      throw new ImportError(`${where} holds ${shown(list)}, where a number must be`);
    into.push(list);
    return;
  }
  if (!Array.isArray(list) || list.length !== shape[depth])
    throw new ImportError(
      `${where} is ragged: a list of its level ${depth + 1} has not ${shape[depth]} elements, as the first has`,
    );
  for (const one of list) flatten(one, shape, depth + 1, into, where);
}
