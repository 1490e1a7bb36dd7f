/** One product as two programs: with all blocks of its matrix, and without those that are empty. */
import { OP_AFFINE, OP_END, OP_LOOP } from '../../assembly/layout.ts';
import type { Random } from '../../src/data/random.ts';
import { withoutEmptyBlocks } from '../../src/format/sparse.ts';
import { type Tensor, writeBlob } from '../../src/format/write.ts';
import { encodeMatrix } from '../../src/quantise/encode.ts';

/** Products in a step: one alone would take less time than the call. */
const REPEATED = 32;

const padded = (length: number): number => Math.ceil(length / 4) * 16;

function blobOf(matrix: Tensor, multiplyAdds: number): Uint8Array {
  const { rows, columns } = matrix;
  const bias = encodeMatrix('f32', new Float64Array(rows).fill(0.1), rows, 1);
  const [dt, state] = [padded(columns), padded(columns) + 16];
  const out = state + padded(rows);
  const substep = out + padded(rows);
  return writeBlob({
    instructions: [
      { op: OP_LOOP, n: REPEATED, out: substep, inputs: [{ arena: dt }] },
      { op: OP_AFFINE, n: rows, k: columns, out, inputs: [{ tensor: 0 }, { arena: 0 }, { tensor: 1 }] },
      { op: OP_END, n: 0, out: 0, inputs: [] },
    ],
    tensors: [matrix, { ...bias, kind: 'vector', rows, columns: 1, segments: 1 }],
    ports: [
      { kind: 'input', length: columns, offset: 0 },
      { kind: 'dt', length: 1, offset: dt },
      { kind: 'state', length: rows, offset: state },
      { kind: 'output', length: rows, offset: out },
    ],
    arenaBytes: substep + 32,
    stateOffset: state,
    stateBytes: padded(rows),
    multiplyAdds: REPEATED * multiplyAdds,
    transcendentals: 0,
    metadata: {},
  });
}

export interface Pair {
  readonly dense: Uint8Array;
  readonly sparse: Uint8Array;
  /** Of the matrix as it is stored. */
  readonly bytes: { readonly dense: number; readonly sparse: number };
}

/** c + T b for a square T of which `share` of the blocks, drawn at random, are not zero. */
export function makePair(side: number, share: number, random: Random): Pair {
  const total = (side / 4) * side;
  const filled = Math.round(share * total);
  const order = Array.from({ length: total }, (_, block) => ({ block, at: random.next() }));
  order.sort((a, b) => a.at - b.at);
  const values = new Float64Array(side * side);
  for (const { block } of order.slice(0, filled)) {
    const [panel, column] = [Math.floor(block / side), block % side];
    for (let lane = 0; lane < 4; lane++) values[(4 * panel + lane) * side + column] = random.normal() / side;
  }
  const shape = { kind: 'matrix', rows: side, columns: side, segments: 1 } as const;
  const whole = { ...encodeMatrix('f32', values, side, side), ...shape };
  const without = { ...shape, ...withoutEmptyBlocks(shape, whole) };
  return {
    dense: blobOf(whole, side * side),
    sparse: blobOf(without, 4 * filled),
    bytes: { dense: whole.bytes.length, sparse: without.bytes.length },
  };
}
