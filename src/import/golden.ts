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
  const fail = (what: string): never => {
    throw new DataError(`${file}: ${what}; see docs/from-pytorch.md for the format`);
  };
  if (typeof parsed !== 'object' || parsed === null) return fail('is no object');
  if (typeof parsed.name !== 'string') fail('"name" is no text');
  if (typeof parsed.weights !== 'string' || /[/\\]/.test(parsed.weights))
    fail('"weights" is no name of a file beside it');
  if (!Array.isArray(parsed.cases) || parsed.cases.length === 0) fail('"cases" is no list, or empty');
  for (const [i, one] of (parsed.cases as Partial<GoldenCase>[]).entries()) {
    const at = `case ${i}`;
    for (const key of ['inputs', 'outputs', ...(one.states ? ['states'] : [])] as const)
      if (!isRows(one[key as 'inputs'], 3))
        fail(`${at}: "${key}" is not [batch][step][feature] of finite numbers`);
    if (one.timespans !== null && !isRows(one.timespans, 2))
      fail(`${at}: "timespans" is neither null nor [batch][step]`);
    for (const key of ['initial_state', 'final_state'] as const)
      if (typeof one[key] !== 'object' || one[key] === null) fail(`${at}: "${key}" is no object of states`);
    const { inputs, outputs } = one as GoldenCase;
    if (outputs.length !== inputs.length || outputs.some((row, b) => row.length !== inputs[b].length))
      fail(`${at}: "outputs" has not a row for each input`);
  }
  return parsed as Golden;
}

const isRows = (value: unknown, depth: number): boolean =>
  depth === 0
    ? typeof value === 'number' && Number.isFinite(value)
    : Array.isArray(value) && value.every((inner) => isRows(inner, depth - 1));

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
      const numbers = (layered ? (all?.[k] as unknown[])?.[row] : all?.[row]) as number[] | undefined;
      const length = parts.reduce((sum, name) => sum + lengthOf(name), 0);
      if (!isRows(numbers, 1) || numbers?.length !== length)
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
