/** Every operation is one that the writers know, or is made of those, and means the same in each format. */
import { describe, expect, test } from 'vitest';
import { errorOf, onnxruntime, outputsOf } from '../../../bench/onnxruntime/session.ts';
import { computed, evaluate } from '../../../src/compile/fold.ts';
import { GraphBuilder } from '../../../src/graph/graph.ts';
import { lengthOf, type Op, type Value } from '../../../src/graph/value.ts';
import {
  dataOf,
  ElementaryGraph,
  type ElementaryStep,
  elementary,
  neededFor,
} from '../../../src/import/export/elementary.ts';
import { writeOnnx } from '../../../src/import/export/onnx/write.ts';
import { writeTorchScript } from '../../../src/import/export/torch/write.ts';
import type { ExportedStep } from '../../../src/import/index.ts';
import { weightedRows } from '../../../src/ops/index.ts';
import { ops } from '../../../src/ops/list.ts';
import { attributes, operandsOf, signsOf } from '../../graph/operands.ts';
import { outputsInTorch, pythonWithTorch } from './python.ts';

const known: readonly string[] = elementary;
const named = ops.map((op) => [op.name, op] as const);

const drawn = new Map<Op, Value[]>(ops.map((op) => [op, operandsOf(op)]));

/** Operands with signs that alternate where the operation is defined for both. */
function operandsFor(op: Op): { shape: Value['shape']; data: Float64Array }[] {
  const both = signsOf(op).length > 1 && !/^(exponential|semi-implicit)$/.test(op.name);
  return (drawn.get(op) as Value[]).map((value) => ({
    shape: value.shape,
    data: dataOf(value).map((x, i) => (both && i % 2 ? -x : x)),
  }));
}

/** The result of an operation by its own `forward`. */
function own(op: Op): Float64Array {
  const graph = new GraphBuilder();
  const operands = operandsFor(op);
  const inputs = operands.map(({ shape, data }) => graph.constant(shape, data));
  return evaluate(
    graph.apply(op, inputs, attributes),
    operands.map(({ data }) => data),
  );
}

describe('every operation', () => {
  test.each(named)('%s is elementary, or made of simpler ones with the same result', (name, op) => {
    const want = own(op);
    if (known.includes(name)) {
      expect(op.inTerms).toBeUndefined();
      return;
    }
    const graph = new GraphBuilder();
    const inputs = operandsFor(op).map(({ shape, data }, i) => graph.constant(shape, data, String(i)));
    const value = op.inTerms?.(inputs, attributes);
    if (!value) throw new Error(`${name} is not elementary: say what it is made of, as \`inTerms\``);
    const got = computed(neededFor([value]), new Map()).get(value) as Float64Array;
    expect(got.length).toBe(want.length);
    got.forEach((y, i) => {
      expect(Math.abs(y - want[i])).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(want[i])));
    });
  });
});

/** The result of an operation in a step, with operands that may change. A matrix that changes is seen by the sums of its rows. */
function applied(op: Op, inputs: readonly Value[], graph: ElementaryGraph): Value {
  if (op.name === 'synapses') {
    const ones = graph.constant(inputs[0].shape, new Float64Array(lengthOf(inputs[0])).fill(1));
    return weightedRows(graph.constant([4], [0, 0, 0, 0]), [ones, graph.apply(op, inputs)]);
  }
  return graph.apply(op, inputs, attributes);
}

/** A step whose states are the vectors that an operation takes, and stay; its output is the result. */
function stepOf(op: Op): ElementaryStep {
  const graph = new ElementaryGraph();
  const states: ElementaryStep['states'][number][] = [];
  const inputs = operandsFor(op).map(({ shape, data }, i) => {
    if (shape.length === 2) return graph.constant(shape, data);
    const before = graph.state(`s${i}`, shape[0]);
    states.push({ name: `s${i}`, before, after: before, initial: data });
    return before;
  });
  const output = applied(op, inputs, graph);
  const values = neededFor([output, ...states.map(({ after }) => after)]);
  return { input: graph.input(1), dt: null, states, output, values, origins: null };
}

/** What `forward` gives for the same. */
function wanted(op: Op): Float64Array {
  const result = own(op);
  if (op.name !== 'synapses') return result;
  return Float64Array.from({ length: 4 }, (_, r) =>
    result.subarray(3 * r, 3 * r + 3).reduce((sum, y) => sum + y, 0),
  );
}

const described = (step: ElementaryStep, bytes: Uint8Array, names: readonly string[]): ExportedStep => ({
  bytes,
  timed: false,
  states: step.states.map(({ name, initial }, i) => ({
    ...{ name, input: names[i], output: `${names[i]}_out` },
    initial: Array.from(initial),
  })),
  notes: [],
});
const once = { inputs: Float64Array.of(0), dt: Float64Array.of(1) };
// weights of rows that do not change are a product, and no network has them
const written = named.filter(([name]) => name !== 'weighted-rows');

const runtime = await onnxruntime();
describe.skipIf(!runtime)('in ONNX', () => {
  test.each(written)('%s gives the same', async (_, op) => {
    const step = stepOf(op);
    const { bytes, states } = writeOnnx(step, {});
    const got = await outputsOf(runtime as never, described(step, bytes, states), once);
    expect(errorOf(got, wanted(op))).toBeLessThanOrEqual(1e-6);
  });
});

const python = pythonWithTorch();
test.skipIf(!python)('in TorchScript all give the same', async () => {
  const runs = written.map(([, op]) => {
    const step = stepOf(op);
    const { bytes, states } = writeTorchScript(step);
    return { exported: described(step, bytes, states), ...once };
  });
  const got = await outputsInTorch(python as string, runs);
  written.forEach(([name, op], i) => {
    expect(errorOf(got[i], wanted(op)), name).toBeLessThanOrEqual(1e-6);
  });
});
