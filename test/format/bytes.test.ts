import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { compile } from '../../src/compile/compile.ts';
import { inspect } from '../../src/format/inspect.ts';
import { opNames, readBlob } from '../../src/format/read.ts';
import { tensorKinds, writeBlob } from '../../src/format/write.ts';
import { ops } from '../../src/ops/list.ts';
import { encodeMatrix } from '../../src/quantise/encode.ts';
import { weightTypes } from '../../src/quantise/types.ts';
import { layersFor, randomParameters, smallModel } from '../models.ts';
import { seal } from './corrupt.ts';
import { trained } from './trained.ts';

describe.each(weightTypes)('a blob in %s', (weights) => {
  test.each(layersFor(weightTypes.indexOf(weights), weightTypes.length))('%s', (_, layer) => {
    const network = smallModel(layer);
    const probes = [...network.probes.keys()];
    const make = () => compile(smallModel(layer), randomParameters(network, 6), { weights, probes });
    const { blob, tensors } = make();

    // written again from what was read, and compiled again from the same parameters, it is the same
    const contents = readBlob(blob);
    expect(writeBlob(contents)).toEqual(blob);
    expect(make().blob).toEqual(blob);

    expect(contents.tensors.map((t) => [t.name, t.type, t.rows, t.columns])).toEqual(
      tensors.map(({ name, type, value: { shape } }) => [name, type, shape[0], shape[1] ?? 1]),
    );
    expect(contents.tensors.map((t) => t.bytes)).toEqual(tensors.map((t) => t.bytes));
    const named = contents.ports.filter((p) => p.kind === 'probe').map((p) => p.name);
    expect(named).toEqual(probes);

    const { bytes, arena, memory } = inspect(blob);
    expect(Object.values(bytes).reduce((a, b) => a + b)).toBe(blob.length);
    expect(bytes.padding).toBeGreaterThanOrEqual(0);
    let end = 0;
    for (const region of arena) {
      expect(region.offset).toBe(end);
      end += region.bytes;
    }
    expect(end).toBe(memory.arena);
    expect(arena.at(-1)).toMatchObject({ use: 'spare', bytes: 16 });
  });
});

test('opcodes have the names of the operations', () => {
  for (const { name, instruction } of ops)
    if (instruction) expect(opNames.get(instruction.opcode)).toBe(name);
  expect([L.OP_LOOP, L.OP_END, L.OP_COPY].map((op) => opNames.get(op))).toEqual(['loop', 'end', 'copy']);
});

test('inspection is plain JSON', () => {
  for (const [, blob] of trained) {
    const found = inspect(blob);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  }
});

test('the trained blobs have every kind of tensor but levels, and synapses with all their blocks', () => {
  const found = trained.flatMap(([, blob]) => readBlob(blob).tensors.map(({ kind }) => kind));
  const others = tensorKinds.filter((kind) => kind !== 'levels' && kind !== 'synapses');
  expect([...new Set(found)].sort()).toEqual([...others].sort());
});

describe('what is no blob of this version is refused with the field', () => {
  const [, blob] = trained[0];
  const patched = (patch: (view: DataView) => void): Uint8Array => {
    const copy = blob.slice();
    patch(new DataView(copy.buffer));
    return seal(copy);
  };
  const header = (field: number, value: number) => patched((view) => view.setUint32(field, value, true));
  const table = (name: number, at: number, value: number) =>
    patched((view) => view.setUint8(view.getUint32(name, true) + at, value));
  test.each([
    ['nothing', new Uint8Array(0), /^magic: /],
    ['text', new TextEncoder().encode('time,temperature\n'), /^magic: /],
    ['a cut header', blob.slice(0, 40), /^header: it takes 80 bytes, the file has 40/],
    ['a cut file', blob.slice(0, -1), /^total bytes: /],
    ['a newer blob', header(L.HEADER_VERSION, 5), /^version: .* version 5, this reads 1 to 4/],
    ['a changed byte', blob.map((byte, i) => (i === 200 ? byte ^ 1 : byte)), /^CRC-32: /],
    ['instructions beyond the end', header(L.HEADER_INSTRUCTION_COUNT, 2 ** 31), /^program: /],
    ['tensors beyond the end', header(L.HEADER_TENSORS_OFFSET, 0xfffffff0), /^tensor table: /],
    ['ports beyond the end', header(L.HEADER_PORT_COUNT, 5000), /^port table: /],
    ['metadata beyond the end', header(L.HEADER_METADATA_BYTES, 5000), /^metadata: /],
    ['a huge arena', header(L.HEADER_ARENA_BYTES, 0xfffffff0), /^arena bytes: /],
    ['an unknown operation', table(L.HEADER_PROGRAM_OFFSET, 0, 99), /^instruction 0: .* 99/],
    ['an unknown type', table(L.HEADER_TENSORS_OFFSET, L.TENSOR_TYPE, 7), /^tensor 0: type 7/],
    ['an unknown port', table(L.HEADER_PORTS_OFFSET, L.PORT_KIND, 9), /^port 0: kind 9/],
    [
      'a tensor beyond the weights',
      table(L.HEADER_TENSORS_OFFSET, L.TENSOR_OFFSET + 2, 1),
      /^tensor 0: it ends/,
    ],
  ])('%s', (_, bytes, message) => {
    const read = () => readBlob(bytes);
    expect(read).toThrow(RangeError);
    expect(read).toThrow(message);
  });
});

describe('q8', () => {
  /** Distance from x to the next f32. */
  const ulp = (x: number): number =>
    Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(x) || 1e-300)) - 23));
  const magnitude = fc.constantFrom(1, 1e-3, 1e3, 1e30, 1e-36, 1e-40, 1e-43, 1e-45, 0);
  const row = fc.tuple(
    magnitude,
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
  );

  property.prop([fc.array(row, { minLength: 1, maxLength: 6 })], { numRuns: 2000 })(
    'is within half a level of the weight, and the interpreter gets scale · byte',
    (rows) => {
      const weights = Float64Array.from(rows.flatMap(([size, values]) => values.map((w) => size * w)));
      const { bytes, values, error } = encodeMatrix('q8', weights, rows.length, 4);
      const scales = new Float32Array(bytes.buffer, 0, rows.length);
      const levels = new Int8Array(bytes.buffer, 4 * rows.length);
      let worst = 0;
      weights.forEach((w, i) => {
        const scale = scales[i >> 2];
        expect(levels[i]).toBeGreaterThanOrEqual(-127);
        expect(values[i]).toBe(Math.fround(scale * levels[i]));
        // the scale itself is rounded to f32, which at the largest weight counts 127 times
        const rounding = (127 * ulp(scale)) / 2 + ulp(values[i]);
        expect(Math.abs(w - values[i])).toBeLessThanOrEqual(scale / 2 + rounding);
        worst = Math.max(worst, Math.abs(w - values[i]));
      });
      expect(error.worst).toBe(worst);
    },
  );

  test('keeps rows of zeros, and rows too small for a scale become zero', () => {
    const { values, bytes } = encodeMatrix(
      'q8',
      Float64Array.of(0, -0, 1, -1, 1e-45, -1e-45, 1e-43, -5e-44),
      4,
      2,
    );
    expect(Array.from(new Float32Array(bytes.buffer, 0, 4))).toEqual([
      0,
      Math.fround(1 / 127),
      0,
      Math.fround(1e-43 / 127),
    ]);
    expect(Array.from(values, Math.abs).slice(0, 2)).toEqual([0, 0]);
    expect(Array.from(values.slice(4, 6), Math.abs)).toEqual([0, 0]);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test('of a model is no larger than a scale a row and a byte a weight', () => {
    for (const { type, kind, rows, columns, bytes } of trained.flatMap(
      ([, blob]) => readBlob(blob).tensors,
    )) {
      if (kind.endsWith('sparse')) continue;
      expect(bytes.length).toBe(type === 'q8' ? rows * (4 + columns) : 4 * rows * columns);
      if (kind === 'vector') expect(type).toBe('f32');
    }
  });

  property.prop([fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 })])(
    'f32 keeps f32 numbers as they are',
    (weights) => {
      const { values, error } = encodeMatrix('f32', Float64Array.from(weights), 1, weights.length);
      expect(Array.from(values)).toEqual(weights);
      expect(error).toEqual({ worst: 0, rms: 0 });
    },
  );
});
