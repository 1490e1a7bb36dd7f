/**
 * Golden vectors: inputs and outputs that PyTorch computed with the weights in `NAME.safetensors`. They are stored beside it
 * in `NAME.cases.safetensors`, or as text in `NAME.json`. docs/import/pytorch.md describes both.
 */
import { DataError } from '../check/data-error.ts';
import type { ConfigFile } from './config.ts';
import type { States } from './index.ts';
import { type NamedTensor, readSafetensors } from './safetensors.ts';

/** Numbers by batch row, then step, then feature. */
type Rows = readonly (readonly (readonly number[])[])[];

export interface GoldenCase {
  readonly name: string;
  readonly inputs: Rows;
  /** [batch][step]; null: 1 everywhere. */
  readonly timespans: readonly (readonly number[])[] | null;
  readonly outputs: Rows;
  /** The state h after each step; absent if it is the output. */
  readonly states?: Rows;
  readonly initial_state: Readonly<Record<string, unknown>>;
  readonly final_state: Readonly<Record<string, unknown>>;
}

export interface Golden extends ConfigFile {
  readonly name: string;
  /** File of the weights, beside it. */
  readonly weights: string;
  readonly cases: readonly GoldenCase[];
}

/** @throws DataError naming the field that breaks the format */
export const readGolden = (text: string, file: string): Golden => checked(parse(text, file), file);

/**
 * Reads the same from a safetensors file. The metadata `vector` holds the JSON without its numbers. These are tensors, named
 * by the position of their case: `0.inputs`, `0.initial_state.h`, `1.inputs`, ….
 * @throws {ImportError} if it is no safetensors file
 * @throws DataError naming the field that breaks the format
 */
export function readGoldenTensors(bytes: Uint8Array, file: string): Golden {
  const { tensors, metadata } = readSafetensors(bytes, { file });
  if (metadata.vector === undefined) throw wrongIn(file)('has no metadata "vector"');
  const described = parse(metadata.vector, `${file}: its metadata "vector"`);
  if (!isObject(described) || !Array.isArray(described.cases)) return checked(described, file);
  const cases = described.cases.map((one, i) => (isObject(one) ? { ...one, ...numbersOf(tensors, i) } : one));
  return checked({ ...described, cases }, file);
}

/** The fields of a case that are tensors, as nested lists. */
function numbersOf(tensors: ReadonlyMap<string, NamedTensor>, at: number): object {
  const field = (name: string): unknown => {
    const tensor = tensors.get(`${at}.${name}`);
    return tensor && nested(tensor.data, tensor.shape);
  };
  const state = (name: string): unknown => {
    const prefix = `${at}.${name}.`;
    const parts = [...tensors.values()].filter((tensor) => tensor.name.startsWith(prefix));
    return Object.fromEntries(
      parts.map(({ name, data, shape }) => [name.slice(prefix.length), nested(data, shape)]),
    );
  };
  return {
    inputs: field('inputs'),
    timespans: field('timespans') ?? null,
    outputs: field('outputs'),
    states: field('states'),
    initial_state: state('initial_state'),
    final_state: state('final_state'),
  };
}

/** Row-major numbers as nested lists. Depth and lengths are limited whatever `shape` says. */
function nested(data: Float64Array, shape: readonly number[]): unknown {
  if (data.length === 0) return [];
  if (shape.length > 3) return null;
  const [size, ...inner] = shape;
  if (size === undefined) return data[0];
  const length = data.length / size;
  return Array.from({ length: size }, (_, i) => nested(data.subarray(i * length, (i + 1) * length), inner));
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${what}: is no JSON: ${(cause as Error).message}`);
  }
}

const wrongIn =
  (file: string) =>
  (what: string): DataError =>
    new DataError(`${file}: ${what}; see docs/import/pytorch.md for the format`);

function checked(parsed: unknown, file: string): Golden {
  const wrong = wrongIn(file);
  if (!isObject(parsed)) throw wrong('is no object');
  if (typeof parsed.name !== 'string') throw wrong('"name" is no text');
  if (parsed.class !== undefined && typeof parsed.class !== 'string') throw wrong('"class" is no text');
  for (const key of ['args', 'wiring'] as const)
    if (!isObject(parsed[key] ?? {})) throw wrong(`"${key}" is no object`);
  if (typeof parsed.weights !== 'string' || /[/\\]/.test(parsed.weights))
    throw wrong('"weights" is no name of a file beside it');
  if (!Array.isArray(parsed.cases) || parsed.cases.length === 0) throw wrong('"cases" is no list, or empty');
  for (const [i, one] of parsed.cases.entries()) checkCase(one, (what) => wrong(`case ${i}: ${what}`));
  return parsed as unknown as Golden;
}

function checkCase(one: unknown, wrong: (what: string) => DataError): void {
  if (!isObject(one)) throw wrong('is no object');
  const { name, inputs, timespans, initial_state, final_state } = one;
  if (typeof name !== 'string') throw wrong('"name" is no text');
  if (!isRows(inputs, 3)) throw wrong('"inputs" is not [batch][step][feature] of finite numbers');
  if (inputs.length === 0 || inputs.some((row) => row.length === 0)) throw wrong('"inputs" is empty');
  for (const key of one.states === undefined ? ['outputs'] : ['outputs', 'states']) {
    const rows = one[key];
    if (!isRows(rows, 3)) throw wrong(`"${key}" is not [batch][step][feature] of finite numbers`);
    if (!isAsLong(rows, inputs)) throw wrong(`"${key}" has not a row for each input`);
  }
  if (timespans !== null) {
    if (!isRows(timespans, 2)) throw wrong('"timespans" is neither null nor [batch][step]');
    if (!isAsLong(timespans, inputs)) throw wrong('"timespans" has not a row for each input');
    if (timespans.flat().some((elapsed) => elapsed <= 0)) throw wrong('"timespans" are not all > 0');
  }
  for (const [key, state] of Object.entries({ initial_state, final_state }))
    if (!isObject(state)) throw wrong(`"${key}" is no object of states`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Nested<D extends 1 | 2 | 3> = D extends 3 ? number[][][] : D extends 2 ? number[][] : number[];

const isRows = <D extends 1 | 2 | 3>(value: unknown, depth: D): value is Nested<D> =>
  Array.isArray(value) &&
  value.every((inner) => (depth > 1 ? isRows(inner, (depth - 1) as D) : Number.isFinite(inner)));

/** Whether there is one row for each row of the inputs, with as many steps. */
const isAsLong = (rows: readonly (readonly unknown[])[], inputs: readonly (readonly unknown[])[]): boolean =>
  rows.length === inputs.length && rows.every((row, b) => row.length === inputs[b].length);

/**
 * PyTorch's state under our names, for one row of the batch.
 * @param state h and c: [batch][units], or [layer][batch][units] if `layered`
 * @param lengthOf the length of one of our states
 * @throws DataError if a state is missing or has another length
 */
export function statesOfRow(
  state: Readonly<Record<string, unknown>>,
  { layered, names }: States,
  row: number,
  lengthOf: (name: string) => number,
  file: string,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [key, layers] of Object.entries(names))
    layers.forEach((parts, k) => {
      const all = state[key] as unknown[] | undefined;
      const numbers = (layered ? (all?.[k] as unknown[])?.[row] : all?.[row]) as unknown;
      const length = parts.reduce((sum, name) => sum + lengthOf(name), 0);
      if (!isRows(numbers, 1) || numbers.length !== length)
        throw new DataError(
          `${file}: the state "${key}" has not ${length} numbers for row ${row} of the batch`,
        );
      let at = 0;
      for (const name of parts) {
        found.set(name, numbers.slice(at, at + lengthOf(name)));
        at += lengthOf(name);
      }
    });
  return found;
}
