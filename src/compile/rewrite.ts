import { GraphBuilder } from '../graph/graph.ts';
import type { Attributes, Op } from '../graph/op.ts';
import { type Graph, type Loop, operands, type Value } from '../graph/value.ts';
import { neededBy, type Step, usersOf } from '../network/step.ts';

/** A rewritten step, and the old value that each new one stands for. */
export interface Rewritten extends Step {
  readonly origins: ReadonlyMap<Value, Value>;
}

/** What a rule may use while it makes a new value for an old one. */
export interface Rewriting {
  /** The new graph. */
  readonly graph: Graph;
  /** The new value of an old one. */
  lower(value: Value): Value;
  /** Whether only one reader uses an old value, so that removing it computes nothing twice. */
  readOnce(value: Value): boolean;
}

/** Makes a better new value for an old one, or returns null. */
export type Rule = (value: Value, rewriting: Rewriting) => Value | null;

/** The operation behind a value if it has this name; else null. */
export function applied(
  value: Value,
  name: string,
): { readonly op: Op; readonly inputs: readonly Value[]; readonly attributes: Attributes } | null {
  return value.source.kind === 'op' && value.source.op.name === name ? value.source : null;
}

/**
 * Rewrites a step from its roots. The first rule that fits makes a value; without one it stays the same operation. Constants
 * stay.
 */
export function rewrite(step: Step, rules: readonly Rule[]): Rewritten {
  const graph = new GraphBuilder();
  const users = usersOf(step);
  const escaping = escapes(step);
  const made = new Map<Value, Value>([
    [step.input, graph.input(step.input.shape[0])],
    [step.dt, graph.dt()],
    ...step.states.map(({ name, before }): [Value, Value] => [before, graph.state(name, before.shape[0])]),
  ]);
  const rewriting: Rewriting = {
    graph,
    lower,
    readOnce: (value) => (users.get(value)?.length ?? 0) < 2,
  };

  function lower(value: Value): Value {
    if (value.region === 'constant') return value;
    let found = made.get(value);
    if (found) return found;
    const { source } = value;
    if (source.kind === 'result') found = lowerLoop(source.of);
    else if (value.loop && !made.has(value.loop.carried)) {
      lower(value.loop.result);
      found = made.get(value);
    }
    found ??=
      rules.reduce<Value | null>((done, rule) => done ?? rule(value, rewriting), null) ?? remade(value);
    made.set(value, found);
    return found;
  }

  /** The same operation on new operands. */
  function remade(value: Value): Value {
    const { source } = value;
    if (source.kind === 'segment') {
      const of = lower(source.of);
      return graph.segment(of, source.index, of.shape[0] / value.shape[0]);
    }
    if (source.kind !== 'op') throw new TypeError(`a ${source.kind} has no new value of its own`);
    return graph.apply(source.op, source.inputs.map(lower), source.attributes);
  }

  /** Values of the last unfold that are read outside come before the next state, since an update changes it in place. */
  function lowerLoop(loop: Loop): Value {
    const initial = lower(loop.initial);
    return graph.loop(loop.count, lower(loop.dt), initial, (carried, substep) => {
      made.set(loop.carried, carried);
      made.set(loop.substep, substep);
      for (const value of escaping.get(loop) ?? []) lower(value);
      return lower(loop.next);
    });
  }

  return {
    input: lower(step.input),
    dt: lower(step.dt),
    states: step.states.map(({ name, before, after }) => ({
      name,
      before: lower(before),
      after: lower(after),
    })),
    output: lower(step.output),
    probes: new Map([...step.probes].map(([name, value]) => [name, lower(value)])),
    origins: new Map([...made].map(([old, value]) => [value, old])),
  };
}

/** The values of each loop that are read outside it, without its next state. */
function escapes(step: Step): Map<Loop, Value[]> {
  const found = new Map<Loop, Value[]>();
  const note = (value: Value): void => {
    if (!value.loop || value.loop.next === value) return;
    found.set(value.loop, [...(found.get(value.loop) ?? []), value]);
  };
  for (const value of neededBy(step))
    if (value.source.kind !== 'result')
      for (const operand of operands(value)) if (operand.loop !== value.loop) note(operand);
  for (const value of [step.output, ...step.probes.values()]) note(value);
  return found;
}
