import { needed, type Rules, rule, whole } from '../check/rules.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { type Constraint, sizeOf, zeroOf } from '../graph/parameter.ts';
import type { Network } from '../network/network.ts';
import { ln1pExp } from '../ops/softplus.ts';
import { type PrunableBlock, prunableBlocks } from './prunable.ts';

export interface PruneOptions {
  /** The share of each matrix's blocks that end as zeros, in (0, 1). */
  readonly sparsity: number;
  /** Epochs before the first blocks go, and before the last have gone. Defaults: a quarter and a half of all. */
  readonly from?: number;
  readonly until?: number;
}

export const pruneRules: Rules<PruneOptions> = {
  sparsity: needed(rule('between 0 and 1', (x) => typeof x === 'number' && x > 0 && x < 1)),
  from: whole(0),
  until: whole(0),
};

const filled = ({ sparsity, from, until }: PruneOptions, epochs: number): Required<PruneOptions> => {
  const start = from ?? Math.floor(epochs / 4);
  return { sparsity, from: start, until: until ?? Math.max(start, Math.floor(epochs / 2)) };
};

function checkPrune(prune: PruneOptions, epochs: number): void {
  const { from, until } = filled(prune, epochs);
  if (until < from) throw new RangeError(`prune: until (${until}) must not be before from (${from})`);
  if (until >= epochs)
    throw new RangeError(
      `prune: until (${until}) must be less than epochs (${epochs}), so that what is left is trained once all are gone`,
    );
}

/**
 * Gradual pruning by magnitude (Zhu & Gupta 2017, arXiv:1710.01878): after e epochs, the share
 * s · (1 − (1 − (e − from) / (until − from))³) of each matrix's blocks is zero, those with the smallest sum of squares first.
 * Blocks are those of the stored matrices, four rows of one column, for only these can a blob leave out. A block that is gone
 * stays zero.
 */
export class Pruning {
  readonly options: Required<PruneOptions>;
  /** 1 where a parameter is trained, 0 where it is pruned. */
  readonly mask: Float64Array;
  /** Of each parameter, the number at which the cell sees 0. */
  readonly zeros: Float64Array;
  private readonly matrices: readonly (readonly PrunableBlock[])[];
  /** 1 where the cell sees a parameter's softplus. */
  private readonly softplus: Uint8Array;

  /**
   * @param exported what the blob will be compiled with
   * @throws RangeError for a model that has no matrix of which blocks can be left out
   */
  /** @throws RangeError for a range that does not fit the epochs, or a network that has no blocks */
  constructor(network: Network, prune: PruneOptions, epochs: number, exported: LowerOptions) {
    checkPrune(prune, epochs);
    this.options = filled(prune, epochs);
    this.matrices = prunableBlocks(network, exported);
    if (this.matrices.length === 0)
      throw new RangeError('prune: the model stores no matrix in blocks that could be left out');
    const constraints = network.parameters.flatMap(({ shape, constraint }) =>
      new Array<Constraint>(sizeOf(shape)).fill(constraint),
    );
    this.softplus = Uint8Array.from(constraints, (constraint) => (constraint === 'softplus' ? 1 : 0));
    this.zeros = Float64Array.from(constraints, zeroOf);
    this.mask = new Float64Array(this.zeros.length).fill(1);
  }

  /** The share that is zero in the epoch that follows `epoch` epochs. */
  shareAfter(epoch: number): number {
    const { sparsity, from, until } = this.options;
    if (epoch >= until) return sparsity;
    const left = 1 - Math.max(0, epoch - from) / (until - from);
    return sparsity * (1 - left * left * left);
  }

  /** Whether all blocks that are to go have gone in the epoch that follows `epoch` epochs. */
  isComplete(epoch: number): boolean {
    return epoch >= this.options.until;
  }

  /** Chooses the blocks that go before the epoch that follows `epoch` epochs, and makes them zero. */
  advance(epoch: number, parameters: Float64Array): void {
    const { mask, softplus } = this;
    const share = this.shareAfter(epoch);
    const square = (i: number): number => (softplus[i] ? ln1pExp(parameters[i]) : parameters[i]) ** 2;
    for (const blocks of this.matrices) {
      const left = blocks.filter((block) => block.some((i) => mask[i] !== 0));
      // a share such as 0.8 may come out a rounding below
      const gone = Math.floor(share * blocks.length + 1e-9);
      const count = Math.max(0, gone - (blocks.length - left.length));
      const ordered = left
        .map((block) => ({ block, size: block.reduce((sum, i) => sum + square(i), 0) }))
        .sort((a, b) => a.size - b.size);
      for (const { block } of ordered.slice(0, count)) for (const i of block) mask[i] = 0;
    }
    this.clear(parameters);
  }

  /** Makes the pruned parameters such that the cell sees zeros. */
  clear(parameters: Float64Array): void {
    const { mask, zeros } = this;
    for (let i = 0; i < mask.length; i++) if (mask[i] === 0) parameters[i] = zeros[i];
  }

  /** Makes the gradients of pruned parameters zero, so that they do not count when the norm is clipped. */
  clearGradients(gradients: Float64Array): void {
    const { mask } = this;
    for (let i = 0; i < mask.length; i++) if (mask[i] === 0) gradients[i] = 0;
  }
}
