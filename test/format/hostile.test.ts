/** Blobs made to do harm, with a right CRC: each is refused for what is wrong with it, in every build. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { type BlobContents, writeBlob } from '../../src/format/write.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { BUILDS, fresh, moduleOf, open } from '../interpreter/builds.ts';
import { seal } from './corrupt.ts';
import { trained } from './trained.ts';

const [, ltc] = trained[0];

type Patch = (view: DataView, at: (table: number, index: number, size: number) => number) => void;

function patched(patch: Patch): Uint8Array {
  const bytes = ltc.slice();
  const view = new DataView(bytes.buffer);
  patch(view, (table, index, size) => view.getUint32(table, true) + index * size);
  return seal(bytes);
}

/** Index of the first instruction with this opcode. */
function first(op: number): number {
  const view = new DataView(ltc.buffer, ltc.byteOffset);
  const start = view.getUint32(L.HEADER_PROGRAM_OFFSET, true);
  for (let i = 0; ; i++) if (view.getUint8(start + i * L.INSTRUCTION_BYTES) === op) return i;
}

const header =
  (field: number, value: number): Patch =>
  (view) =>
    view.setUint32(field, value, true);
const instruction =
  (op: number, field: number, value: number): Patch =>
  (view, at) =>
    view.setUint16(at(L.HEADER_PROGRAM_OFFSET, first(op), L.INSTRUCTION_BYTES) + field, value, true);
const tensor =
  (index: number, ...fields: [number, number][]): Patch =>
  (view, at) => {
    for (const [field, value] of fields) {
      const to = at(L.HEADER_TENSORS_OFFSET, index, L.TENSOR_BYTES) + field;
      if (field < L.TENSOR_OFFSET) view.setUint16(to, value, true);
      else view.setUint32(to, value, true);
    }
  };
const port =
  (index: number, offset: number): Patch =>
  (view, at) =>
    view.setUint32(at(L.HEADER_PORTS_OFFSET, index, L.PORT_BYTES) + L.PORT_OFFSET, offset, true);

const sections = [
  L.HEADER_PROGRAM_OFFSET,
  L.HEADER_TENSORS_OFFSET,
  L.HEADER_PORTS_OFFSET,
  L.HEADER_WEIGHTS_OFFSET,
  L.HEADER_METADATA_OFFSET,
];
const cases: [what: string, blob: Uint8Array, status: number][] = [
  ...sections.flatMap((field) =>
    [ltc.length + 16, 0x7ffffff0, 0xfffffff0].map((offset): [string, Uint8Array, number] => [
      `section offset at byte ${field} of ${offset}`,
      patched(header(field, offset)),
      L.ERROR_HEADER,
    ]),
  ),
  ...[L.HEADER_INSTRUCTION_COUNT, L.HEADER_TENSOR_COUNT, L.HEADER_PORT_COUNT].map(
    (field): [string, Uint8Array, number] => [
      `count at byte ${field} of 2³¹`,
      patched(header(field, 2 ** 31)),
      L.ERROR_HEADER,
    ],
  ),
  // times 24 these wrap around to a count that would fit
  ['instructions that wrap around', patched(header(L.HEADER_INSTRUCTION_COUNT, 0x20000001)), L.ERROR_HEADER],
  ['ports that wrap around', patched(header(L.HEADER_PORT_COUNT, 0x20000001)), L.ERROR_HEADER],
  ['an arena of 4 GB', patched(header(L.HEADER_ARENA_BYTES, 0xfffffff0)), L.ERROR_HEADER],
  ['a state block of 4 GB', patched(header(L.HEADER_STATE_BYTES, 0xfffffff0)), L.ERROR_HEADER],
  ['metadata of 4 GB', patched(header(L.HEADER_METADATA_BYTES, 0xffffffff)), L.ERROR_HEADER],
  ['a blob that says it is longer', patched(header(L.HEADER_TOTAL_BYTES, 0xffffffff)), L.ERROR_TRUNCATED],
  ['a blob that says it is shorter', patched(header(L.HEADER_TOTAL_BYTES, 80)), L.ERROR_LENGTH],
  [
    'a tensor of 65535 × 65535',
    patched(tensor(2, [L.TENSOR_ROWS, 65535], [L.TENSOR_COLUMNS, 65535])),
    L.ERROR_TENSOR,
  ],
  [
    'a tensor of 65535 × 65535 whose bytes wrap around',
    patched(
      tensor(
        2,
        [L.TENSOR_ROWS, 65535],
        [L.TENSOR_COLUMNS, 65535],
        [L.TENSOR_BYTES_FIELD, (4 * 65535 ** 2) % 2 ** 32],
      ),
    ),
    L.ERROR_TENSOR,
  ],
  ['a tensor beyond the blob', patched(tensor(0, [L.TENSOR_OFFSET, 0xfffffffc])), L.ERROR_TENSOR],
  ['a tensor in the metadata', patched(tensor(0, [L.TENSOR_OFFSET, 384])), L.ERROR_TENSOR],
  ['a port beyond the arena', patched(port(0, 0x7fff0)), L.ERROR_PORT],
  ['a port that wraps around', patched(port(0, 0xfffffff0)), L.ERROR_PORT],
  [
    'a result beyond the arena',
    patched(instruction(L.OP_AFFINE, L.INSTRUCTION_OUT, 0x7fff)),
    L.ERROR_INSTRUCTION,
  ],
  [
    'an operand beyond the arena',
    patched(instruction(L.OP_AFFINE, L.INSTRUCTION_IN, 0x7fff)),
    L.ERROR_INSTRUCTION,
  ],
  [
    'an operand of a tensor that is not there',
    patched(instruction(L.OP_AFFINE, L.INSTRUCTION_IN, L.OPERAND_TENSOR | 0x7ffe)),
    L.ERROR_INSTRUCTION,
  ],
  [
    'a length beyond its operands',
    patched(instruction(L.OP_AFFINE, L.INSTRUCTION_N, 65535)),
    L.ERROR_INSTRUCTION,
  ],
  ['a loop of 65535', patched(instruction(L.OP_LOOP, L.INSTRUCTION_N, 65535)), L.ERROR_WORK],
  ['a loop of 0', patched(instruction(L.OP_LOOP, L.INSTRUCTION_N, 0)), L.ERROR_INSTRUCTION],
  ['work of 2³¹ that the header states', heavy(1), L.ERROR_WORK],
  ['work that wraps around to what the header states', heavy(2), L.ERROR_WORK],
];

/** 65535 × `products` products of a 256 × 256 matrix, the header stating that work modulo 2³². */
function heavy(products: number): Uint8Array {
  const side = 256;
  const blob: BlobContents = {
    instructions: [
      { op: L.OP_LOOP, n: 65535, out: 16, inputs: [{ arena: 16 }] },
      ...Array.from({ length: products }, () => ({
        op: L.OP_AFFINE,
        n: side,
        k: side,
        out: 48 + 4 * side,
        inputs: [{ tensor: 0 }, { arena: 48 }, { arena: 48 }],
      })),
      { op: L.OP_END, n: 0, out: 0, inputs: [] },
    ],
    tensors: [
      {
        kind: 'matrix',
        type: 'f32',
        rows: side,
        columns: side,
        segments: 1,
        bytes: new Uint8Array(4 * side * side),
      },
    ],
    ports: [
      { kind: 'input', length: 1, offset: 0 },
      { kind: 'dt', length: 1, offset: 16 },
      { kind: 'output', length: 1, offset: 32 },
      { kind: 'state', length: side, offset: 48 },
    ],
    arenaBytes: 48 + 8 * side + 16,
    stateOffset: 48,
    stateBytes: 4 * side,
    multiplyAdds: (65535 * products * side * side) % 2 ** 32,
    transcendentals: 0,
    metadata: {},
  };
  return writeBlob(blob);
}

describe.each(BUILDS)('%s refuses', (build) => {
  test.each(cases)('%s', (_, blob, status) => {
    expect(open(fresh(build), blob)).toBe(status);
  });
});

test('a blob of another version is refused with the version that can be read', () => {
  const newer = patched(header(L.HEADER_VERSION, 5));
  expect(open(fresh('simd'), newer)).toBe(L.ERROR_VERSION);
  expect(() => loadSync(newer, { interpreter: moduleOf('simd'), name: 'new.mns' })).toThrow(
    /new\.mns.*format version 5.*reads version 1 to 4: get a release of meniscus that reads version 5/,
  );
});
