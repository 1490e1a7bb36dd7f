/** The matrices that the steps of a tape multiply with, and where. */
import { A, B, K, LANES, N, OP, type Op, OUT, RECORD, TOGETHER } from '../graph/op.ts';
import { affineOp } from '../ops/index.ts';
import type { Unrolled } from './unroll.ts';

export interface Matrix {
  /** Where it lies in the values, its gradient in the gradients. */
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  /** Of each product, in the order of the records: where its result and its vector lie. As many in each step. */
  readonly uses: { readonly result: number; readonly vector: number }[];
}

/**
 * The matrices of products of four lanes, by place. Their gradients are computed together for several steps; not of one that
 * another operation reads too, whose gradient is a sum in the order of the records.
 */
export function matricesOf({ records, rules }: Pick<Unrolled, 'records' | 'rules'>): Map<number, Matrix> {
  const found = new Map<number, Matrix>();
  const shared = new Set<number>();
  for (let i = 0; i < records.length; i += RECORD) {
    const { op, back } = rules[records[i + OP]];
    if (op !== affineOp) {
      const { sharedOperands = 0 } = op as Partial<Op>;
      for (let j = 0; j < sharedOperands; j++) shared.add(records[i + A + j]);
    } else if (back && records[i + LANES] === TOGETHER) {
      const at = records[i + A];
      const matrix = found.get(at) ?? {
        at,
        rows: records[i + N] / TOGETHER,
        columns: records[i + K] / TOGETHER,
        uses: [],
      };
      matrix.uses.push({ result: records[i + OUT], vector: records[i + B] });
      found.set(at, matrix);
    }
  }
  for (const at of shared) found.delete(at);
  return found;
}
