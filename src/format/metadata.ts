/**
 * The only schema of a blob's metadata; see docs/format.md. Running does not need the metadata, so a blob runs whatever they
 * say. Readers leave out a key that does not fit, and tools report it.
 */
import { beyond, limits } from '../check/limits.ts';
import { feeding } from './feeding.ts';
import { isCount, isLayer, isObject, isResidual } from './layers.ts';
import {
  isFlag,
  isListOf,
  isNumber,
  isPositive,
  isText,
  lengthOf,
  type Metadata,
  type Rule,
  rule,
  type Tables,
} from './rule.ts';

export type { Metadata, Tables } from './rule.ts';

export interface CheckedMetadata {
  /** The keys that fit the schema or are unknown to it. */
  readonly metadata: Metadata;
  /** The keys left out and why, each a sentence to follow the file's name. */
  readonly ignored: readonly string[];
}

const isDeviation = (value: unknown): boolean => isPositive(value) && isNumber(1 / Number(value));
const isRange = (value: unknown): boolean =>
  isListOf(value, 2, isNumber) && (value as number[])[0] <= (value as number[])[1];

/** Entries of a table: names where they are known, the last ones perhaps missing. */
const isTable = (value: unknown, most: number, fits: (entry: Metadata) => boolean): boolean =>
  Array.isArray(value) &&
  value.length <= most &&
  value.every((entry) => isObject(entry) && (entry.name === undefined || isText(entry.name)) && fits(entry));

const isError = (value: unknown): boolean =>
  value === undefined || (isObject(value) && isNumber(value.worst) && isNumber(value.rms));

/** Ranges of each state that the blob has, by its name, and of no other. */
function areStates(value: unknown, { ports }: Tables, { ports: entries }: Metadata): boolean {
  if (!isObject(value)) return false;
  const names = Array.isArray(entries) ? entries.map((entry: { name?: string }) => entry?.name) : [];
  const states = ports.flatMap(({ kind, length }, i) =>
    kind === 'state' ? [[names[i] || String(i), length] as const] : [],
  );
  return (
    Object.keys(value).length === new Set(states.map(([name]) => name)).size &&
    states.every(([name, length]) => Object.hasOwn(value, name) && isListOf(value[name], length, isRange))
  );
}

const inputs = (part: unknown, tables: Tables, fits: (item: unknown) => boolean): boolean =>
  isListOf(part, lengthOf(tables, 'input'), fits);

/** Every known key. `ports` comes first: its names help to check the others. */
const schema: Readonly<Record<string, Rule>> = {
  ports: rule('{ name } of each port', (x, { ports }) => isTable(x, ports.length, () => true)),
  tensors: rule('{ name, error: { worst, rms } } of each tensor', (x, { tensors }) =>
    isTable(x, tensors, ({ error }) => isError(error)),
  ),
  name: rule('a text', isText),
  layers: rule(
    '{ cell, units, options, integrator, unfolds, initialState } of each layer',
    (x) => Array.isArray(x) && x.every(isLayer),
  ),
  readout: rule('a word', isText),
  residual: rule('an input or null for each output', (x, tables) =>
    isResidual(x, lengthOf(tables, 'input'), lengthOf(tables, 'output')),
  ),
  parameters: rule('a count', (x) => x === 0 || (Number.isSafeInteger(x) && Number(x) > 0)),
  weights: rule('a type of weights', isText),
  sparse: rule('true or false', isFlag),
  rounding: rule('a word', isText),
  interval: rule('a number > 0', isPositive),
  usualInterval: rule('a number > 0', isPositive),
  certified: rule(
    '[low, high] of each input, of dt, of each state and of each output',
    (x, tables, metadata) =>
      isObject(x) &&
      inputs(x.inputs, tables, isRange) &&
      isRange(x.dt) &&
      areStates(x.states, tables, metadata) &&
      isListOf(x.outputs, lengthOf(tables, 'output'), isRange),
  ),
  inputStatistics: rule(
    'mean and deviation > 0 of each input',
    (x, tables) =>
      isObject(x) && inputs(x.mean, tables, isNumber) && inputs(x.deviation, tables, isDeviation),
  ),
  inputQuantiles: rule(
    'numbers of each input, by shares',
    (x, tables) => isObject(x) && Object.values(x).every((one) => inputs(one, tables, isNumber)),
  ),
  unfolds: rule(
    'the loss at each count, and on what',
    (x) => isObject(x) && Array.isArray(x.loss) && x.loss.every(isNumber) && isText(x.on),
  ),
  inputs: rule('the name of each input', (x, tables) => inputs(x, tables, isText)),
  outputs: rule('the name of each output', (x, tables) => isListOf(x, lengthOf(tables, 'output'), isText)),
  ahead: rule('true or false', isFlag),
  timed: rule('true or false', isFlag),
  timeColumn: rule('the name of a column', (x) => x === null || isText(x)),
  classes: rule(
    'as many as there are outputs',
    (x, tables) => isCount(x) && x === lengthOf(tables, 'output'),
  ),
  ...feeding,
  training: rule('what the blob was trained with', isObject),
  prewarm: rule(
    'seconds and steps, a count',
    (x) => isObject(x) && isPositive(x.seconds) && Number.isSafeInteger(x.steps) && Number(x.steps) > 0,
  ),
  imported: rule('what was imported', isObject),
};

/** Parses a blob's metadata from UTF-8 text; `{}` if it is not an object. Never throws. */
export function readMetadata(text: Uint8Array, tables: Tables): CheckedMetadata {
  const none = (why: string): CheckedMetadata => ({ metadata: {}, ignored: [`its metadata ${why}`] });
  if (text.length === 0) return { metadata: {}, ignored: [] };
  if (text.length > limits.metadata.most) return none(`are ignored: it ${beyond('metadata')}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(text));
  } catch {
    return none('are no JSON and are ignored');
  }
  return isObject(parsed) ? checkMetadata(parsed, tables) : none('are JSON, but no object, and are ignored');
}

/** Metadata as any reader of the blob found them, without what does not fit the schema. */
function checkMetadata(found: Metadata, tables: Tables): CheckedMetadata {
  const metadata: Record<string, unknown> = { ...found };
  const ignored: string[] = [];
  const leaveOut = (key: string, why: string): void => {
    delete metadata[key];
    ignored.push(`metadata key "${key}" is malformed and is ignored: ${why}`);
  };
  for (const key of Object.keys(metadata))
    if (depthBeyond(metadata[key], limits.depth.most)) leaveOut(key, beyond('depth'));
  for (const [key, { expected, fits }] of Object.entries(schema))
    if (Object.hasOwn(metadata, key) && !fits(metadata[key], tables, metadata))
      leaveOut(key, `expected ${expected}`);
  return { metadata, ignored };
}

/** Whether lists and objects nest deeper than a limit. Does not recurse. */
function depthBeyond(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= most; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}
