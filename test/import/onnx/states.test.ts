/** States that are inputs and outputs of the file, or start a sequence; and options that contradict the file. */
import { expect, test } from 'vitest';
import { Random } from '../../../src/data/random.ts';
import { type ImportOptions, importModel } from '../../../src/import/index.ts';
import { bytesOf, type Graph, type Numbers } from './graph.ts';

function weights(shape: readonly number[], seed: number): Numbers {
  const random = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Array.from({ length: size }, () => Math.fround(random.next() - 0.5)) };
}

const read = (graph: Graph, options: Partial<ImportOptions> = {}) =>
  importModel(bytesOf(graph), { file: 'm.onnx', ...options });

/** An LSTM of three units whose first states are inputs; `time` is the size of its axis of time. */
const started = (time: number | string): Graph => ({
  opset: 13,
  initialisers: { W: weights([1, 12, 2], 1), R: weights([1, 12, 3], 2) },
  inputs: [
    { name: 'x', dims: [time, 1, 2] },
    { name: 'h0', dims: [1, 1, 3] },
    { name: 'c0', dims: [1, 1, 3] },
  ],
  outputs: [{ name: 'y', dims: [time, 1, 1, 3] }],
  nodes: [
    {
      op: 'LSTM',
      inputs: ['x', 'W', 'R', '', '', 'h0', 'c0'],
      outputs: ['y'],
      attributes: { hidden_size: 3 },
      name: 'core',
    },
  ],
});

/** A step whose names do not tell what goes on. */
const nameless: Graph = {
  opset: 13,
  initialisers: { A: weights([3, 3], 3) },
  inputs: [
    { name: 'u', dims: [1, 3] },
    { name: 'p', dims: [1, 3] },
  ],
  outputs: [
    { name: 'out', dims: [1, 3] },
    { name: 'q', dims: [1, 3] },
  ],
  nodes: [
    { op: 'MatMul', inputs: ['p', 'A'], outputs: ['q'] },
    { op: 'Add', inputs: ['u', 'q'], outputs: ['out'] },
  ],
};

test('a first state without a next value starts a sequence, at 0 unless said', async () => {
  const { notes, spec } = await read(started('T'));
  expect(spec.inputs).toBe(2);
  expect(notes).toContain('the state "h0" starts at 0 (--start h0=0.1,… for other numbers)');
  const { parameters } = await read(started('T'), { start: { h0: [1, 2, 3] } });
  const first = [...parameters].filter(([name]) => name.startsWith('initial.')).map(([, data]) => [...data]);
  expect(first).toEqual([
    [1, 2, 3],
    [0, 0, 0],
  ]);
});

test('in a graph of one step it needs one', async () => {
  await expect(read(started(1))).rejects.toThrow(
    'm.onnx: input "h0": it looks like a state, but no output gives its next value: say which does with --state h0=OUTPUT',
  );
});

test('states whose names do not tell are asked for, and told', async () => {
  await expect(read(nameless)).rejects.toThrow('--state INPUT=OUTPUT');
  const { spec } = await read(nameless, { state: { p: 'q' } });
  expect([spec.inputs, spec.outputs]).toEqual([3, 3]);
});

test('names that an exporter made up tell nothing: states are asked for', async () => {
  const other = { p: 'onnx::Mul_1', q: 'onnx::Mul_3' } as Record<string, string>;
  const as = <T extends { readonly name: string }>(port: T): T => ({
    ...port,
    name: other[port.name] ?? port.name,
  });
  const madeUp: Graph = {
    ...nameless,
    initialisers: { ...nameless.initialisers, B: weights([3, 3], 4) },
    inputs: [...nameless.inputs.map(as), { name: 'onnx::Add_2', dims: [1, 3] }],
    outputs: [...nameless.outputs.map(as), { name: 'onnx::Add_4', dims: [1, 3] }],
    nodes: [
      { op: 'MatMul', inputs: [other.p, 'A'], outputs: [other.q] },
      { op: 'MatMul', inputs: ['onnx::Add_2', 'B'], outputs: ['onnx::Add_4'] },
      { op: 'Add', inputs: ['u', other.q], outputs: ['s'] },
      { op: 'Add', inputs: ['s', 'onnx::Add_4'], outputs: ['out'] },
    ],
  };
  await expect(read(madeUp)).rejects.toThrow(
    'say which, perhaps --state onnx::Mul_1=onnx::Mul_3,onnx::Add_2=onnx::Add_4',
  );
  const state = { [other.p]: other.q, 'onnx::Add_2': 'onnx::Add_4' };
  expect((await read(madeUp, { state })).network.states).toHaveLength(2);
});

test('options that contradict the file are errors', async () => {
  const wrong: readonly [Graph, Partial<ImportOptions>, string][] = [
    [started('T'), { start: { h1: [1] } }, '--start h1: the file has no input "h1": did you mean "h0"?'],
    [started('T'), { start: { x: [1] } }, '--start x: the input "x" is no state: there are h0, c0'],
    [started('T'), { start: { h0: [1] } }, '--start h0: it needs 3 numbers, not 1'],
    [nameless, { state: { p: 'qq' } }, '--state p=qq: the file has no output "qq": did you mean "q"?'],
    [nameless, { state: { r: 'q' } }, '--state r=q: the file has no input "r"'],
    [nameless, { layers: 'a' }, '--layers is no option of ONNX files'],
    [{ ...nameless, opset: 6 }, { state: { p: 'q' } }, 'it is of opset 6: export it with opset 7 to 21'],
  ];
  for (const [graph, options, message] of wrong) await expect(read(graph, options)).rejects.toThrow(message);
});

test('weights that are inputs are refused', async () => {
  const graph = started('T');
  const inputs = [...graph.inputs, { name: 'W', dims: [1, 12, 2] }];
  await expect(read({ ...graph, inputs, initialisers: { R: weights([1, 12, 3], 2) } })).rejects.toThrow(
    'm.onnx: input "W": it is a weight of node "core" (LSTM): weights must be in the file, as initialisers',
  );
});
