/**
 * Vectors of inputs and outputs that PyTorch made, in `NAME.json` beside `NAME.safetensors`: what a model has to give.
 * docs/from-pytorch.md describes the file.
 */
import { DataError } from '../data/sequence.ts';
import type { ConfigFile } from './config.ts';
import type { States } from './index.ts';

/** Numbers by batch row, then step, then feature. */
type Rows = readonly (readonly (readonly number[])[])[];

export interface GoldenCase {
  readonly name: string;
  readonly inputs: Rows;
  /** [batch][step]; null: 1 everywhere. */
  readonly timespans: readonly (readonly number[])[] | null;
  readonly outputs: Rows;
  /** The state h after each step; absent where it is the output. */
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

/** @throws DataError naming the field that is not as the format has it */
export function readGolden(text: string, file: string): Golden {
  let parsed: Partial<Golden>;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${file}: is no JSON: ${(cause as Error).message}`);
  }
  const wrong = (what: string): DataError =>
    new DataError(`${file}: ${what}; see docs/from-pytorch.md for the format`);
  if (!isObject(parsed)) throw wrong('is no object');
  if (typeof parsed.name !== 'string') throw wrong('"name" is no text');
  if (parsed.class !== undefined && typeof parsed.class !== 'string') throw wrong('"class" is no text');
  for (const key of ['args', 'wiring'] as const)
    if (!isObject(parsed[key] ?? {})) throw wrong(`"${key}" is no object`);
  if (typeof parsed.weights !== 'string' || /[/\\]/.test(parsed.weights))
    throw wrong('"weights" is no name of a file beside it');
  if (!Array.isArray(parsed.cases) || parsed.cases.length === 0) throw wrong('"cases" is no list, or empty');
  for (const [i, one] of (parsed.cases as unknown[]).entries())
    checkCase(one, (what) => wrong(`case ${i}: ${what}`));
  return parsed as Golden;
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

/** Whether there is a row for each row of the inputs, with a step for each of its steps. */
const isAsLong = (rows: readonly (readonly unknown[])[], inputs: readonly (readonly unknown[])[]): boolean =>
  rows.length === inputs.length && rows.every((row, b) => row.length === inputs[b].length);

/**
 * The numbers of PyTorch's state by the names of ours, for one row of the batch.
 * @param state h and c: [batch][units], or [layer][batch][units] where `layered`
 * @param lengthOf the length of a state of ours
 * @throws DataError where a state is missing or of another length
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
