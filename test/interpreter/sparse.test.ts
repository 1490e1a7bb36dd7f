/** Matrices without their empty blocks: the same bits as with them, in every build, type and way to hold weights. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { Random } from '../../src/data/random.ts';
import { density, withoutEmptyBlocks } from '../../src/format/sparse.ts';
import { encodeMatrix, type Quantised } from '../../src/quantise/encode.ts';
import { scaleBytes, scalesInRow, storageOf, weightTypes } from '../../src/quantise/types.ts';
import { sized } from '../full.ts';
import { assemble, type Tensor } from './assemble.ts';
import { allBlocks, type Product, product, sparse } from './blocks.ts';
import { BUILDS, floats, loaded } from './builds.ts';

const f = Math.fround;

/** What `encodeMatrix` made, as the assembler of tests takes it. */
function tensorOf({ bytes, type }: Quantised, shape: Omit<Tensor, 'values'>): Tensor {
  const { bits, code, scale } = storageOf(type);
  const head = shape.rows * scalesInRow(type, shape.columns) * scaleBytes(type);
  const [first, rest] = [bytes.slice(0, head).buffer, bytes.slice(head)];
  const scales = Array.from(scale === 'f16' ? new Uint16Array(first) : new Float32Array(first));
  const level = (_: unknown, i: number): number => (rest[i >> 1] << (28 - 4 * (i & 1))) >> 28;
  const all = { 8: Int8Array, 16: Int16Array, 32: Float32Array };
  const values =
    bits === 4
      ? Array.from({ length: shape.rows * shape.columns }, level)
      : Array.from(new all[bits](rest.buffer));
  return { ...shape, type: code, scales, values };
}

/** Random weights of which some are zero and the given share of blocks is: [rows, columns] in segments. */
function weights(rows: number, columns: number, segments: number, share: number, random: Random) {
  const own = rows / segments;
  const values = new Float64Array(rows * columns);
  for (let segment = 0; segment < segments; segment++)
    for (let column = 0; column < columns; column++)
      for (let panel = 0; panel < own; panel += 4) {
        if (random.next() >= share) continue;
        for (let row = panel; row < Math.min(own, panel + 4); row++)
          values[(segment * own + row) * columns + column] = random.next() < 0.3 ? 0 : random.normal();
      }
  return values;
}

/** Bits of the result of one step, without what lies between its segments; and the work in the checked build. */
function resultsOf({ model, out, length }: Product, segments: number, x: Float32Array) {
  const blob = assemble(model);
  const runs = BUILDS.flatMap((build) =>
    [L.WEIGHTS_FAST, L.WEIGHTS_SMALL].map((held) => {
      const machine = loaded(build, blob, 0, held);
      const session = machine.session();
      floats(machine, session, x.length).set(x);
      expect(machine.step(session, 1)).toBe(L.OK);
      if (build === 'checked')
        expect([machine.multiplyAdds(), machine.transcendentals()]).toEqual([
          model.multiplyAdds,
          model.transcendentals,
        ]);
      const all = floats(machine, session + out, length).slice();
      const own = model.program[0].n! / segments;
      return Array.from(new Uint32Array(all.buffer)).filter((_, i) => i % (length / segments) < own);
    }),
  );
  for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
  return runs[0];
}

const arbitrary = fc.record({
  own: fc.integer({ min: 1, max: 22 }),
  columns: fc.integer({ min: 1, max: 40 }),
  segments: fc.integer({ min: 1, max: 4 }),
  share: fc.constantFrom(0, 0.1, 0.4, 0.9, 1),
  seed: fc.nat(),
});

/** No bias of −0: the compiler stores +0. Vectors have zeros of both signs. */
const vectors = (columns: number, n: number, random: Random) => ({
  x: Float32Array.from({ length: columns }, (_, i) => [0, -0, random.normal()][i % 4] ?? random.normal()),
  bias: Array.from({ length: n }, () => (random.next() < 0.3 ? 0 : f(random.normal()))),
});

const numRuns = sized({ always: 20, nightly: 60 });

describe.each(weightTypes)('%s', (type) => {
  test.prop([arbitrary], { numRuns })(
    'a product without its empty blocks',
    ({ own, columns, segments, share, seed }) => {
      const random = new Random(seed);
      const rows = own * segments;
      const stored = encodeMatrix(type, weights(rows, columns, segments, share, random), rows, columns);
      const shape = { kind: L.KIND_MATRIX, rows, columns, segments: segments > 1 ? segments : 0 };
      const dense = tensorOf(stored, shape);
      const { tensor, blocks } = sparse(dense, (lanes, column) =>
        lanes.every((row) => row < 0 || stored.values[row * columns + column] === 0),
      );
      const { x, bias } = vectors(columns, rows, random);
      const activations = [L.OP_TANH, 0, L.OP_GATE, 0].slice(0, segments);
      const all = resultsOf(product(dense, bias, allBlocks(dense), activations), segments, x);
      expect(resultsOf(product(tensor, bias, blocks, activations), segments, x)).toEqual(all);

      // the compiler's writer says the same
      const written = withoutEmptyBlocks({ kind: 'matrix', rows, columns, segments }, stored);
      expect(written.bytes).toEqual(bytesOf(tensor));
      expect(density({ kind: 'matrix', rows, columns, segments }, stored.values)).toBe(
        blocks / allBlocks(dense),
      );
    },
  );

  test.prop([arbitrary], { numRuns })('synapses without those that weigh nothing', (sizes) => {
    const { own, columns, share, seed } = sizes;
    const random = new Random(seed);
    const rows = 4 * own;
    const given = weights(rows, columns, 4, share, random);
    // where both weights are zero, slope and offset may be anything
    for (let i = 0; i < 2 * own * columns; i++) given[i] = random.normal();
    const stored = encodeMatrix(type, given, rows, columns);
    const shape = { kind: L.KIND_SYNAPSES, rows, columns, segments: 4 };
    const dense = tensorOf(stored, shape);
    const { tensor, blocks } = sparse(dense, (lanes, column) =>
      lanes.slice(8).every((row) => row < 0 || stored.values[row * columns + column] === 0),
    );
    const { x, bias } = vectors(columns, 2 * own, random);
    const all = resultsOf(product(dense, bias, allBlocks(dense)), 2, x);
    expect(resultsOf(product(tensor, bias, blocks), 2, x)).toEqual(all);
    const written = withoutEmptyBlocks({ kind: 'synapses', rows, columns, segments: 4 }, stored);
    expect(written.bytes).toEqual(bytesOf(tensor));
  });
});

/** A tensor's bytes in a blob. */
function bytesOf(tensor: Tensor): Uint8Array {
  const { model } = product(tensor, new Array(tensor.rows).fill(0), 0);
  const blob = assemble(model);
  const view = new DataView(blob.buffer);
  const entry = view.getUint32(L.HEADER_TENSORS_OFFSET, true);
  const start = view.getUint32(L.HEADER_WEIGHTS_OFFSET, true) + view.getUint32(entry + L.TENSOR_OFFSET, true);
  return blob.slice(start, start + view.getUint32(entry + L.TENSOR_BYTES_FIELD, true));
}
