/** Random graphs, imported, against the operators' texts in float64. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../../src/data/random.ts';
import { type Imported, importModel } from '../../../src/import/index.ts';
import { Evaluator } from '../../../src/train/evaluate.ts';
import { outputsOf } from '../models/case.ts';
import { disguised } from './disguise.ts';
import { bytesOf, type Graph, type Numbers } from './graph.ts';
import { Builder } from './random-graph.ts';
import { evaluate } from './reference.ts';

const STEPS = 7;

/** Rows of the output, a row for each step. */
function expected(graph: Graph, rows: readonly number[][], last: boolean): number[][] {
  const [{ name, dims }] = graph.inputs;
  const [{ name: output }] = graph.outputs;
  const run = (given: readonly number[][]): Numbers => {
    const shape = dims.map((n) => (n === 1 ? 1 : typeof n === 'string' || n === STEPS ? given.length : n));
    return evaluate(graph, {
      [name]: { shape: [...shape.slice(0, -1), rows[0].length], data: given.flat() },
    }).get(output) as Numbers;
  };
  if (last) return rows.map((_, t) => [...run(rows.slice(0, t + 1)).data]);
  const { data } = run(rows);
  const n = data.length / rows.length;
  return rows.map((_, t) => data.slice(t * n, (t + 1) * n));
}

/** The imported network in float64. */
function computed({ network, parameters }: Imported, rows: readonly number[][]): number[][] {
  const evaluator = new Evaluator(network, parameters);
  return rows.map((row) => [...evaluator.step(row, 1)]);
}

const farthest = (a: readonly number[][], b: readonly number[][]): number => {
  const scale = Math.max(1e-3, ...b.flat().map(Math.abs));
  return Math.max(...a.flat().map((x, i) => Math.abs(x - b.flat()[i]) / scale));
};

/** A graph, its steps, and what comes out of them. */
function sample(seed: number) {
  const random = new Random(seed);
  const opset = 7 + Math.floor(random.next() * 15);
  const { graph, last, inputs } = new Builder(random, opset, random.next() < 0.7 ? 'T' : STEPS).graph();
  const rows = Array.from({ length: STEPS }, () =>
    Array.from({ length: inputs }, () => Math.fround(2 * random.next() - 1)),
  );
  return { random, graph, rows, wanted: expected(graph, rows, last) };
}

const read = (graph: Graph, random: Random): Promise<Imported> =>
  importModel(
    bytesOf(graph, () => (random.next() < 0.5 ? 'raw' : 'typed')),
    { file: 'random.onnx' },
  );

test('graphs of random operators give what the standard says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const { random, graph, rows, wanted } = sample(seed);
      expect(farthest(computed(await read(graph, random), rows), wanted)).toBeLessThan(1e-6);
    }),
    { numRuns: 150, seed: 20 },
  );
});

test('names, the order of nodes, and how constants are written change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const { random, graph, rows, wanted } = sample(seed);
      const other = await read(disguised(graph, random), random);
      expect(farthest(computed(other, rows), wanted)).toBeLessThan(1e-6);
    }),
    { numRuns: 100, seed: 21 },
  );
});

test('their blobs give the same in single precision', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const { random, graph, rows, wanted } = sample(seed);
      expect(farthest(outputsOf(await read(graph, random), rows), wanted)).toBeLessThan(2e-4);
    }),
    { numRuns: 40, seed: 22 },
  );
});
