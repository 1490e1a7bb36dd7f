/** The memory of the kernels of assembly/train: where everything lies, and a plan's records as they read them. */
import * as R from '../../assembly/train/record.ts';
import { A, B, C, D, K, LANES, M, N, OP, OUT, RECORD, SPARED, TOGETHER } from '../graph/op.ts';
import { affineOp } from '../ops/index.ts';
import { kernelOf } from './kernels.ts';
import { type Matrix, matricesOf } from './matrices.ts';
import type { List } from './player.ts';
import type { Unrolled } from './unroll.ts';

/** Places in bytes, given out one after the other. */
class Places {
  top = 0;

  take(bytes: number): number {
    const at = this.top;
    this.top += Math.ceil(bytes / 64) * 64;
    return at;
  }
}

export interface PlacedMatrix extends Matrix {
  /** Where its transposed lies, and the list of its uses. */
  readonly transposed: number;
  readonly list: number;
  readonly usesPerStep: number;
}

export interface KernelMemory {
  readonly bytes: number;
  readonly values: number;
  readonly gradients: number;
  readonly matrices: readonly PlacedMatrix[];
  /** Where the records of each list lie. */
  readonly records: Readonly<Record<List, number>>;
  /** What has to be written before anything is played. */
  readonly written: readonly { readonly at: number; readonly words: Uint32Array }[];
}

/** Lays out the memory of a plan. */
export function layOutKernels(plan: Unrolled): KernelMemory {
  const places = new Places();
  places.take(R.STATIC_BYTES);
  const values = places.take(8 * plan.size);
  const gradients = places.take(8 * plan.size);
  const matrices = [...matricesOf(plan).values()].map((matrix) => ({
    ...matrix,
    transposed: places.take(8 * matrix.rows * matrix.columns),
    list: places.take(8 * matrix.uses.length),
    usesPerStep: matrix.uses.length / plan.steps,
  }));
  const written: { at: number; words: Uint32Array }[] = matrices.map(({ list, uses }) => ({
    at: list,
    words: Uint32Array.from(
      uses.flatMap(({ result, vector }) => [gradients + 8 * result, values + 8 * vector]),
    ),
  }));
  const transposed = new Map(matrices.map((matrix) => [matrix.at, matrix.transposed]));
  const place = (list: List): number => {
    const words = translated(plan, list, values, transposed, places);
    const at = places.take(4 * words.length);
    written.push({ at, words });
    return at;
  };
  const records = {
    constantRecords: place('constantRecords'),
    spreads: place('spreads'),
    records: place('records'),
  };
  return { bytes: places.top, values, gradients, matrices, records, written };
}

/** Fields that hold an index of a value. */
const ADDRESSES: readonly (readonly [field: number, from: number])[] = [
  [R.OUT, OUT],
  [R.A, A],
  [R.B, B],
  [R.C, C],
  [R.D, D],
  [R.M, M],
];

/**
 * The records of a list as the kernels read them.
 * @param values where the values begin
 * @param transposed the transposed of matrices
 * @param places for what forward leaves for backward
 */
function translated(
  { rules, ...plan }: Unrolled,
  list: List,
  values: number,
  transposed: ReadonlyMap<number, number>,
  places: Places,
): Uint32Array {
  const records = plan[list];
  const width = R.RECORD_BYTES / 4;
  const words = new Uint32Array((records.length / RECORD) * width);
  for (let i = 0, to = 0; i < records.length; i += RECORD, to += width) {
    const { op, back } = rules[records[i + OP]];
    const kernel = kernelOf.get(op);
    const lanes = records[i + LANES];
    const code = kernel && (kernel.lanes ?? lanes) === lanes ? kernel.code : R.HOST;
    const put = (field: number, value: number) => {
      words[to + field / 4] = value;
    };
    const product = op === affineOp && lanes === TOGETHER;
    const turned = product ? transposed.get(records[i + A]) : undefined;
    put(R.FORWARD, code);
    put(R.BACKWARD, !back ? R.NOTHING : product && turned === undefined ? R.HOST : code);
    for (const [field, from] of ADDRESSES) put(field, values + 8 * records[i + from]);
    put(R.N, records[i + N]);
    put(R.K, records[i + K]);
    put(R.LANES, lanes);
    put(R.SPARED, records[i + SPARED]);
    put(R.SAVED, kernel?.saved ? places.take(8 * kernel.saved * records[i + N]) : 0);
    put(R.TRANSPOSED, turned ?? 0);
  }
  return words;
}
