/** One step of a model as an ONNX graph with explicit states. */
import { lengthOf, type Value } from '../../../graph/value.ts';
import type { ElementaryStep } from '../elementary.ts';
import { emit } from '../emit.ts';
import { OnnxGraph } from './graph.ts';
import { onnxWriter } from './operations.ts';

export interface OnnxStep {
  readonly bytes: Uint8Array;
  /** The names of inputs and outputs for the states. */
  readonly states: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Inputs x [1, N], dt [1] if the time is used, and each state [1, n]; outputs y [1, M] and each state with `_out`.
 * @param metadata what `metadata_props` get beside the first states
 */
export function writeOnnx(step: ElementaryStep, metadata: Readonly<Record<string, string>>): OnnxStep {
  const { input, dt, states, output, origins } = step;
  const graph = new OnnxGraph();
  const type = origins ? 'double' : 'float';
  const [x, time, y] = ['x', 'dt', 'y'].map((name) => graph.named(name));
  graph.input(x, [1, lengthOf(input)], type, 'the inputs of a step');
  const names = new Map<Value, string>([[input, origins ? withoutOrigins(graph, step) : x]]);
  if (dt) {
    graph.input(time, [1], 'float', "the time since the last step, in the model's unit");
    names.set(dt, graph.node('Unsqueeze', [time, graph.integers([0])]));
  }
  const inputs = states.map(({ name, before, initial }) => {
    const own = graph.named([x, time, y].includes(name) ? `state_${name}` : name);
    graph.input(own, [1, lengthOf(before)], 'float', `before the first step: ${startOf(initial, own)}`);
    names.set(before, own);
    return own;
  });
  const outputs = inputs.map((name) => graph.named(`${name}_out`));
  const results = [output, ...states.map(({ after }) => after)].map((value, i) => ({
    value,
    name: [y, ...outputs][i],
  }));
  // what a node computes has the name of the result; all else is copied to it
  for (const { value, name } of results)
    if (value.source.kind === 'op' && !names.has(value) && !(origins && name === y)) names.set(value, name);
  const all = emit(step, onnxWriter(graph), names);
  for (const { value, name } of results) {
    const from = all.get(value) as string;
    if (origins && name === y) withOrigins(graph, step, from, y);
    else if (from !== name) graph.node('Identity', [from], {}, name);
    graph.output(
      name,
      [1, lengthOf(value)],
      name === y ? type : 'float',
      name === y ? 'the outputs' : 'after the step',
    );
  }
  const starts = states.map(({ initial }, i) => [
    `initial.${inputs[i]}`,
    JSON.stringify(Array.from(initial)),
  ]);
  return {
    bytes: graph.finish({ ...metadata, ...(dt && { time }), ...Object.fromEntries(starts) }),
    states: inputs,
    outputs,
  };
}

const startOf = (initial: Float64Array, name: string): string =>
  initial.every((x) => x === 0) ? 'zeros' : `the numbers of the property initial.${name}`;

/** The inputs less their origins, in float32. */
function withoutOrigins(graph: OnnxGraph, { origins, input }: ElementaryStep): string {
  const numbers = (origins?.inputs ?? []).map(({ origin }) => origin);
  const less = graph.node('Sub', ['x', graph.doubles('origin of x', [1, lengthOf(input)], numbers)]);
  return graph.node('Cast', [less], { to: { i: 1 } });
}

/** The outputs with their origins, in float64. */
function withOrigins(
  graph: OnnxGraph,
  { origins, output }: ElementaryStep,
  from: string,
  name: string,
): void {
  const numbers = (origins?.outputs ?? []).map(({ origin }) => origin);
  const wide = graph.node('Cast', [from], { to: { i: 11 } });
  graph.node('Add', [wide, graph.doubles('origin of y', [1, lengthOf(output)], numbers)], {}, name);
}
