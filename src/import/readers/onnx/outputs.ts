/** What leaves the graph in a step, and what the states become. */
import type { Value } from '../../../graph/value.ts';
import type { Build, BuiltState } from './build.ts';
import { Failure } from './interpret.ts';
import { Refusal } from './refusal.ts';
import type { Roles } from './states.ts';
import type { Picked, Stream, Tensor } from './tensor.ts';
import type { Way } from './ways.ts';

export interface Result {
  readonly build: Build;
  readonly x: Value;
  readonly output: Value;
  /** What was left out, in words. */
  readonly leftOut: readonly string[];
}

interface Given {
  readonly build: Build;
  readonly way: Way;
  readonly roles: Roles;
  /** The outputs of the file. */
  readonly names: readonly string[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly x: Value;
  /** The first label of each state that a caller would feed. */
  readonly bases: ReadonlyMap<string, number>;
}

/** Outputs are late: a way that fails here came as far as any. */
const fail = (place: string, reason: string): never => {
  throw new Failure(new Refusal(place, reason), 1e9);
};

/** @throws Failure if a state does not become what the file says */
export function outputsIn({ build, way, roles, names, tensors, x, bases }: Given): Result {
  const streamOf = (name: string): Stream => tensors.get(name) as Stream;
  for (const [input, output] of roles.states)
    if (way.kind === 'step') carry(build, input, output, streamOf(output));
    else checkCarried(build, input, output, streamOf(output), bases.get(input) ?? 0);
  const others = names.filter((name) => ![...roles.states.values()].includes(name));
  const isFixed = (name: string): boolean => {
    const { body } = streamOf(name);
    return body.kind === 'picked' && body.values.every(({ region }) => region === 'constant');
  };
  const fixed = others.every(isFixed) ? [] : others.filter(isFixed);
  const shown = others.filter((name) => !fixed.includes(name));
  if (shown.length === 0) fail('the graph', 'all its outputs are states: add the one that is wanted');
  const isState = (name: string): boolean => {
    const { body, last } = streamOf(name);
    return (last || way.kind === 'step') && body.kind === 'picked' && body.values.every(isAfter(build));
  };
  const dropped = roles.states.size > 0 ? [] : shown.filter(isState);
  const kept = shown.filter((name) => !dropped.includes(name));
  if (kept.length === 0) kept.push(...dropped.splice(0, 1));
  const bodies = kept.map((name) => build.computed(streamOf(name).body));
  const all: Picked = {
    kind: 'picked',
    values: bodies.flatMap(({ values }) => [...values]),
    at: Int32Array.from(bodies.flatMap(({ at }) => [...at])),
  };
  if (all.at.length === 0) fail(`output "${kept[0]}"`, 'it has no elements');
  const quoted = (list: readonly string[]): string => list.map((name) => `"${name}"`).join(', ');
  return {
    build,
    x,
    output: build.value(all),
    leftOut: [
      ...(fixed.length > 0 ? [`left out: ${quoted(fixed)}, the same in every step`] : []),
      ...(dropped.length > 0
        ? [`left out: ${quoted(dropped)}, states at the end of a sequence, which the model keeps`]
        : []),
      ...(kept.length > 1 ? [`the outputs ${quoted(kept)} come side by side, in this order`] : []),
    ],
  };
}

const isAfter =
  ({ states }: Build) =>
  (value: Value): boolean =>
    states.some(({ after }) => after === value);

/** A graph of one step says what a state becomes. */
function carry(build: Build, input: string, output: string, { body }: Stream): void {
  const state = build.states.find(({ name }) => name === input) as BuiltState;
  const after = build.value(body);
  if (after.shape[0] !== state.initial.length)
    fail(
      `output "${output}"`,
      `it gives ${after.shape[0]} numbers for the state "${input}" of ${state.initial.length}`,
    );
  state.after = after;
}

/** In a graph of sequences a state goes on where it is the recurrent operators' own: each number has to come out where it went in. */
function checkCarried(
  build: Build,
  input: string,
  output: string,
  { body, last }: Stream,
  base: number,
): void {
  const places = new Map<string, number>();
  for (const [s, { labels }] of build.states.entries())
    labels?.forEach((label, k) => {
      places.set(`${s} ${k}`, label);
    });
  const isOwn =
    last &&
    body.kind === 'picked' &&
    body.values.every((value, i) => {
      const s = build.states.findIndex(({ after }) => after === value);
      return places.get(`${s} ${body.at[i]}`) === base + i;
    });
  if (!isOwn)
    fail(
      `output "${output}"`,
      `after a sequence it is not what the state "${input}" becomes step by step: export the model for one step`,
    );
}
