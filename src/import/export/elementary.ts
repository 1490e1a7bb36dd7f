/** One step of a network in the operations that other formats have. */
import { computed, evaluate } from '../../compile/fold.ts';
import { startsOf } from '../../format/initial-state.ts';
import type { Origins } from '../../format/write.ts';
import { GraphBuilder } from '../../graph/graph.ts';
import { type Attributes, type Loop, lengthOf, type Op, operands, type Value } from '../../graph/value.ts';
import { neededBy } from '../../network/step.ts';
import { div } from '../../ops/index.ts';
import { ImportError } from '../error.ts';
import type { Source } from './source.ts';

/**
 * The operations that every writer knows, by their names in `src/ops`. Each other one says in its own file what it is in terms
 * of simpler ones (`inTerms`).
 */
export const elementary = [
  'abs',
  'add',
  'affine',
  'broadcast',
  'clip',
  'concat',
  'copy',
  'div',
  'elu',
  'exp',
  'gelu',
  'hard-sigmoid',
  'leaky-relu',
  'log',
  'mean',
  'mul',
  'neg',
  'reciprocal',
  'relu',
  'scale',
  'shift',
  'sigmoid',
  'slice',
  'softmax',
  'softplus',
  'sqrt',
  'sub',
  'synapses',
  'tanh',
  'weighted-rows',
] as const;

export type Elementary = (typeof elementary)[number];

/** Expands each operation as it is applied, and computes what depends on constants only. */
export class ElementaryGraph extends GraphBuilder {
  override apply(op: Op, inputs: readonly Value[], attributes: Attributes = {}): Value {
    if (inputs.every(({ source }) => source.kind === 'constant')) {
      const value = super.apply(op, inputs, attributes);
      return this.constant(value.shape, evaluate(value, inputs.map(dataOf)), madeOf(op, inputs.map(nameOf)));
    }
    return op.inTerms ? op.inTerms(inputs, attributes) : super.apply(op, inputs, attributes);
  }
}

export interface ElementaryState {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
  /** Before the first step. */
  readonly initial: Float64Array;
}

/** What a writer writes. */
export interface ElementaryStep {
  readonly input: Value;
  /** Null if the model ignores the time. */
  readonly dt: Value | null;
  readonly states: readonly ElementaryState[];
  readonly output: Value;
  /** Each behind what it reads. */
  readonly values: readonly Value[];
  /** What inputs are given less, and outputs more, in float64; null for nothing. */
  readonly origins: Origins | null;
}

/** More operations are no graph that anyone wants to load. */
const MOST = 100_000;

/**
 * Rebuilds a step, its loops unrolled, with the constants of its blob.
 * @throws ImportError if it has too many operations
 */
export function elementaryStep(source: Source, file: string): ElementaryStep {
  const { network, contents, parameters, constants } = source;
  const step = { ...network, probes: new Map<string, Value>() };
  const needed = neededBy(step);
  const fixed = needed.filter(({ region }) => region === 'constant');
  // the scale of the outputs, which the metadata do not have
  const stored = fixed.flatMap((value): [Value, Float64Array][] => {
    const name = value.source.kind === 'constant' ? value.source.name : '';
    const data = name.startsWith('output.') ? constants.get(name) : undefined;
    return data ? [[value, data]] : [];
  });
  const folded = computed(fixed, parameters, new Map(stored));
  const graph = new ElementaryGraph();
  const made = new Map<Value, Value>();
  for (const [value, data] of folded) made.set(value, graph.constant(value.shape, data, originOf(value)));
  const rebuild = new Rebuild(graph, made);
  for (const value of needed) {
    rebuild.add(value, needed);
    if (graph.values.length > MOST)
      throw new ImportError(
        `${file}: more than ${MOST.toLocaleString('en')} operations a step; fewer unfolds make fewer`,
      );
  }
  const of = (value: Value): Value => made.get(value) as Value;
  const starts = startsOf(contents);
  const states = network.states.map(({ name, before, after }, i) => ({
    name,
    before: made.get(before) ?? graph.state(name, lengthOf(before)),
    after: of(after),
    initial: Float64Array.from(starts[i]),
  }));
  const values = neededFor([of(network.output), ...states.map(({ after }) => after)]);
  return {
    input: made.get(network.input) ?? graph.input(network.spec.inputs),
    dt: values.includes(of(network.dt)) ? of(network.dt) : null,
    states,
    output: of(network.output),
    values,
    origins: contents.origins,
  };
}

/** Copies values of one graph to another, operands first. */
class Rebuild {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly made: Map<Value, Value>,
  ) {}

  add(value: Value, needed: readonly Value[]): void {
    const { source } = value;
    if (source.kind === 'result') this.made.set(value, this.unroll(source.of, needed));
    else if (value.loop === null && !this.made.has(value)) this.made.set(value, this.copy(value));
  }

  private copy({ source, shape }: Value): Value {
    const { graph } = this;
    if (source.kind === 'input') return graph.input(shape[0]);
    if (source.kind === 'dt') return graph.dt();
    if (source.kind === 'state') return graph.state(source.name, shape[0]);
    if (source.kind === 'op') return graph.apply(source.op, source.inputs.map(this.of), source.attributes);
    throw new TypeError(`a step has no ${source.kind}`);
  }

  private unroll(loop: Loop, needed: readonly Value[]): Value {
    const body = needed.filter((value) => value.loop === loop && value.source.kind === 'op');
    this.made.set(loop.substep, this.substep(loop));
    let state = this.of(loop.initial);
    for (let unfold = 0; unfold < loop.count; unfold++) {
      this.made.set(loop.carried, state);
      for (const value of body) this.made.set(value, this.copy(value));
      state = this.of(loop.next);
    }
    return state;
  }

  private substep({ dt, count }: Loop): Value {
    return count === 1 ? this.of(dt) : div(this.of(dt), this.graph.constant([1], [count], 'unfolds'));
  }

  private readonly of = (value: Value): Value => this.made.get(value) as Value;
}

/** What values are computed from, in the order of their making. */
export function neededFor(roots: readonly Value[]): readonly Value[] {
  const found = new Set<Value>();
  const open = [...roots];
  for (let value = open.pop(); value; value = open.pop()) {
    if (found.has(value)) continue;
    found.add(value);
    open.push(...operands(value));
  }
  return [...found].sort((a, b) => a.id - b.id);
}

export const dataOf = ({ source }: Value): Float64Array =>
  source.kind === 'constant' ? source.data : new Float64Array(0);

export const nameOf = ({ source }: Value): string => (source.kind === 'constant' ? source.name : '');

/** The name of a parameter or a constant, or how it is made of them. */
function originOf({ source }: Value): string {
  if (source.kind === 'parameter') return source.parameter.name;
  if (source.kind === 'constant') return source.name;
  return source.kind === 'op' ? madeOf(source.op, source.inputs.map(originOf)) : source.kind;
}

const madeOf = ({ name }: Op, names: readonly string[]): string => `${name}(${names.join(', ')})`;
