import type { Values } from '../cells/index.ts';
import { shown } from '../check/shown.ts';
import { GraphBuilder } from '../graph/graph.ts';
import { isUpdate } from '../graph/op.ts';
import { matrix, type Parameter, type ParameterDeclaration, sizeOf, vector } from '../graph/parameter.ts';
import { type Graph, lengthOf, operands, type Value } from '../graph/value.ts';
import { add, affine, mul, reciprocal, scale, slice, softmax, softplus, sub } from '../ops/index.ts';
import { type State, stepField, stepMap } from './layer-step.ts';
import { gathered } from './residual.ts';
import { readBy, withAdded } from './sources.ts';
import { type Layer, type NetworkSpec, type Normalisation, type ResolvedSpec, resolve } from './spec.ts';

export type { State } from './layer-step.ts';
export type { Layer, LayerSpec, NetworkSpec, Normalisation, ResolvedSpec } from './spec.ts';

/** One step of a network as a graph, with everything that the trainer and the compiler need. */
export interface Network {
  /** What was asked for, with names looked up and defaults filled in. */
  readonly spec: ResolvedSpec;
  readonly graph: Graph;
  readonly input: Value;
  readonly dt: Value;
  readonly parameters: readonly Parameter[];
  /** How many numbers are trained. Masked ones do not count. */
  readonly parameterCount: number;
  readonly states: readonly State[];
  /** What the user sees. */
  readonly output: Value;
  /** What the loss sees: the output before de-normalisation, or the logits. */
  readonly prediction: Value;
  readonly probes: ReadonlyMap<string, Value>;
  /** The means of the normalisations, if there are any. */
  readonly means: { readonly inputs?: Value; readonly outputs?: Value };
  /** What multiplies states where matrices read them, for dropout; empty in a network that was not built for it. */
  readonly masks: readonly Value[];
  /** The decay of each field layer. Export requires it to be ≥ 0. */
  readonly decays: readonly { readonly layer: string; readonly decay: Value }[];
}

/**
 * Builds input normalisation → cells → read-out → output de-normalisation → sum with the residual inputs.
 * @throws RangeError, ShapeError if the spec does not fit together; the message names the layer
 */
export const buildNetwork = (asked: NetworkSpec): Network => build(resolve(asked), new GraphBuilder());

/**
 * The same network with a mask for each state that matrices read, where they read it: what is carried on has none. It has the same
 * parameters in the same order, and with masks of ones it computes the same numbers.
 */
export function withMasks(spec: ResolvedSpec): Network {
  const graph = new GraphBuilder();
  const masks = new Map<Value, Value>();
  graph.masked = (state) => {
    const mask = masks.get(state) ?? graph.mask(lengthOf(state));
    masks.set(state, mask);
    return mul(state, mask);
  };
  return { ...build(spec, graph), masks: [...masks.values()] };
}

function build(spec: ResolvedSpec, graph: GraphBuilder): Network {
  const parameters: Parameter[] = [];
  const states: State[] = [];
  const probes = new Map<string, Value>();
  const decays: { layer: string; decay: Value }[] = [];

  const declare = (prefix: string, declarations: Declarations): Values =>
    declared(graph, parameters, prefix, declarations);
  const input = graph.input(spec.inputs);
  const dt = graph.dt();
  const { interval = 1 } = spec;
  const time = interval === 1 ? dt : scale(dt, 1 / interval);

  const means: { inputs?: Value; outputs?: Value } = {};
  const entry = normalised(graph, spec, input, means);
  const outputs: Value[] = [];
  spec.layers.forEach((layer, index) => {
    const prefix = spec.layers.length > 1 ? `${index}.` : '';
    graph.scope = `cell "${layer.cell.name}"${prefix && ` of layer ${index}`}`;
    const x = readBy(layer, entry, outputs);
    const size = { inputs: lengthOf(x), units: layer.units };
    const context = { ...size, p: declare(prefix, layer.cell.parameters(size)), x, dt: time };
    const stepped =
      layer.cell.kind === 'field'
        ? stepField(graph, layer, layer.cell, context, interval)
        : stepMap(graph, layer.cell, context);
    states.push(...statesOf(graph, layer, prefix, stepped.states, declare));
    for (const [name, value] of Object.entries(stepped.probes)) probes.set(prefix + name, value);
    for (const decay of stepped.decays) decays.push({ layer: graph.scope, decay });
    outputs.push(withAdded(stepped.output, layer, entry, outputs));
  });
  const x = outputs[outputs.length - 1];
  if (states.length === 0)
    throw new RangeError('a model needs a layer with states, such as a gru: it has only layers without');

  graph.scope = 'the read-out';
  const prediction =
    spec.readout === 'none'
      ? slice(x, 0, spec.outputs)
      : dense(declare('readout.', { W: matrix(spec.outputs, lengthOf(x)), b: vector(spec.outputs) }), x);
  let output = spec.readout === 'softmax' ? softmax(prediction) : prediction;
  if (spec.outputNormalisation) {
    const { mean, deviation } = constants(graph, spec.outputNormalisation, 'output', spec.outputs);
    means.outputs = mean;
    output = add(mul(output, deviation), mean);
  }
  if (spec.residual) output = add(output, gathered(input, spec.residual));
  checkUpdates(graph);
  return {
    spec,
    graph,
    input,
    dt,
    parameters,
    parameterCount: countOf(parameters),
    states,
    output,
    prediction,
    probes,
    means,
    masks: [],
    decays,
  };
}

/** The states of a layer under their names, with a trained vector for the start of each if it asks for them. */
function statesOf(
  graph: Graph,
  { initialState }: Layer,
  prefix: string,
  states: readonly State[],
  declare: (prefix: string, declarations: Declarations) => Values,
): State[] {
  const named = states.map((state) => ({ ...state, name: prefix + state.name }));
  if (initialState !== 'trained') return named;
  if (states.length === 0)
    throw new RangeError(`${graph.scope} has no state that could start anywhere: leave initialState out`);
  const starts = declare(
    `${prefix}initial.`,
    Object.fromEntries(states.map(({ name, before }) => [name, vector(lengthOf(before))])),
  );
  return named.map((state, i) => ({ ...state, initial: starts[states[i].name] }));
}

/** What the first layer reads; the mean is noted in `means`. */
function normalised(graph: Graph, spec: ResolvedSpec, input: Value, means: { inputs?: Value }): Value {
  if (!spec.inputNormalisation) return input;
  const { mean, deviation } = constants(graph, spec.inputNormalisation, 'input', spec.inputs);
  means.inputs = mean;
  return mul(sub(input, mean), reciprocal(deviation));
}

const dense = ({ W, b }: Values, x: Value): Value => affine(b, [W, x]);

/** How many numbers are trained. */
const countOf = (parameters: readonly Parameter[]): number =>
  parameters.reduce((sum, { shape, mask }) => sum + (mask ? count(mask) : sizeOf(shape)), 0);

/** @throws RangeError unless `buildNetwork` made it */
export function checkNetwork(of: string, network: Network): void {
  if (!(network?.graph instanceof GraphBuilder))
    throw new RangeError(
      `${of}: network must come from buildNetwork() or train().network, not ${shown(network)}`,
    );
}

type Declarations = Readonly<Record<string, ParameterDeclaration>>;

/** Adds the parameters to the list, under their names behind the prefix; what a cell sees of them. */
const declared = (graph: Graph, list: Parameter[], prefix: string, declarations: Declarations): Values =>
  Object.fromEntries(
    Object.entries(declarations).map(([key, declaration]) => {
      const parameter: Parameter = { ...declaration, name: prefix + key };
      list.push(parameter);
      return [key, constrained(graph, graph.parameter(parameter), declaration)];
    }),
  );

/** The value that a cell sees of a trained parameter. */
function constrained(graph: Graph, raw: Value, { constraint, mask, shape }: ParameterDeclaration): Value {
  if (constraint !== 'softplus') return raw;
  return mask ? mul(softplus(raw), graph.constant(shape, mask, 'mask')) : softplus(raw);
}

/**
 * A compensated update changes a state in place. So it must be the last operation of an unfold, on the state that the
 * unfold began with.
 * @throws RangeError naming the operation
 */
function checkUpdates(graph: Graph): void {
  for (const value of graph.values) {
    const { source, loop } = value;
    if (source.kind !== 'op' || !isUpdate(source.op)) continue;
    const readLater = (other: Value): boolean =>
      other.id > value.id && other.loop === loop && operands(other).includes(source.inputs[0]);
    if (loop?.next !== value || source.inputs[0] !== loop.carried || graph.values.some(readLater))
      throw new RangeError(
        `"${source.op.name}" updates a state in place: an integrator may use it only as its last operation, on the ` +
          `state that it was given; use slope() and stage() before it`,
      );
  }
}

const count = (mask: Float64Array): number => mask.reduce((sum, m) => sum + (m !== 0 ? 1 : 0), 0);

function constants(graph: Graph, { mean, deviation }: Normalisation, side: string, length: number) {
  return {
    mean: graph.constant([length], mean, `${side}.mean`),
    deviation: graph.constant([length], deviation, `${side}.deviation`),
  };
}
