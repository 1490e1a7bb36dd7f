/** One step of a layer: a field with its integrator, or a map. */
import type { CellContext, FieldCell, MapCell, Values } from '../cells/index.ts';
import { type Graph, lengthOf, type Value } from '../graph/value.ts';
import { copy, reciprocal, scale } from '../ops/index.ts';
import type { Layer } from './spec.ts';

/** A state before and after a step. */
export interface State {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
  /** True if it may grow without bound: its field or its integrator does not declare a bound. */
  readonly unbounded?: boolean;
  /** A constant that it starts from; missing: zero. */
  readonly initial?: Value;
}

/** One layer's step: its new states and its output. */
interface Stepped {
  readonly states: readonly State[];
  readonly output: Value;
  readonly probes: Values;
  /** For a field: the decay at each evaluation. */
  readonly decays: readonly Value[];
}

/** Unfolds a field with its integrator. Its probe `tau` is 1/decay, in the data's time unit. */
export function stepField(
  graph: Graph,
  { integrator, units, unfolds = 1 }: Layer,
  cell: FieldCell,
  context: CellContext,
  interval: number,
): Stepped {
  if (!integrator) throw new RangeError(`${graph.scope} is a field: it needs an integrator`);
  const before = graph.state('h', units);
  const others = statesOf(graph, cell.states?.(context) ?? {});
  const start = cell.begin?.({ ...context, state: { h: before, ...others } }) ?? { h: before, state: {} };
  const decays: Value[] = [];
  let probes: Values = {};
  const after = graph.loop(unfolds, context.dt, start.h, (carried, substep) =>
    integrator.step(carried, substep, (h) => {
      const value = cell.field({ ...context, h });
      decays.push(value.decay);
      // the state is gone after the loop, so a probe of it reads a copy
      const lasting = (probe: Value): Value => (probe === carried ? copy(probe) : probe);
      probes = Object.fromEntries(
        Object.entries(value.probes ?? {}).map(([name, probe]) => [name, lasting(probe)]),
      );
      return value;
    }),
  );
  const decay = decays[decays.length - 1];
  const tau: Values = neverDecays(decay) ? {} : { tau: scale(reciprocal(decay), interval) };
  const unbounded = !cell.bounded || !integrator.bounded;
  return {
    states: [{ name: 'h', before, after, unbounded }, ...nextStates(graph, others, start.state)],
    output: cell.output?.({ ...context, h: after }) ?? after,
    probes: { ...tau, ...probes },
    decays,
  };
}

/** Applies a map once. */
export function stepMap(graph: Graph, cell: MapCell, context: CellContext): Stepped {
  const before = statesOf(graph, cell.states(context));
  const next = cell.next({ ...context, state: before });
  const states = nextStates(graph, before, next.state);
  return { states, output: next.output, probes: next.probes ?? {}, decays: [] };
}

const statesOf = (graph: Graph, lengths: Readonly<Record<string, number>>): Values =>
  Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, graph.state(name, length)]));

/** Pairs states with their next values. @throws RangeError if one is missing or has another length */
const nextStates = (graph: Graph, before: Values, next: Values): State[] =>
  Object.entries(before).map(([name, value]) => {
    const after = next[name];
    if (!after) throw new RangeError(`${graph.scope}: next() gives no state "${name}"`);
    if (lengthOf(after) !== lengthOf(value))
      throw new RangeError(
        `${graph.scope}: state "${name}" has length ${lengthOf(value)}, but its next value ${lengthOf(after)}`,
      );
    return { name, before: value, after };
  });

/** True if the decay is constant zero, as in a neural ODE: there is no time constant to read. */
const neverDecays = ({ source }: Value): boolean =>
  source.kind === 'constant' && source.data.every((d) => d === 0);
