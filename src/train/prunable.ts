import { type LowerOptions, lower } from '../compile/lower.ts';
import { applied } from '../compile/rewrite.ts';
import { blockShape, mayQuantise } from '../compile/store.ts';
import { blocksIn } from '../format/sparse.ts';
import { type Parameter, sizeOf } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';

/** The parameters that must be zero for a block of a stored matrix to be empty, as indices into all parameters. */
export type PrunableBlock = Int32Array;

/** Marks an element of a stored matrix that is always zero, and one that no parameter can make zero. */
const ALWAYS_ZERO = -1;
const NEVER_ZERO = -2;

/**
 * The blocks that a blob can leave out once their weights are zero, by matrix. Blocks are those of the stored matrices, after
 * fusion. A block that a mask leaves empty does not count.
 * @param options those of the later `compile`
 */
export function prunableBlocks(
  network: Network,
  options: LowerOptions,
): readonly (readonly PrunableBlock[])[] {
  const first = new Map<string, number>();
  let top = 0;
  for (const { name, shape } of network.parameters) {
    first.set(name, top);
    top += sizeOf(shape);
  }
  const taken = new Set<number>();
  return lower(network, options).constants.flatMap((constant) => {
    const shape = blockShape(constant);
    if (!shape || !mayQuantise(constant.value)) return [];
    const origins = originsOf(constant.value, first);
    const blocks = Array.from(blocksIn(shape), (elements) => elements.map((i) => origins[i]))
      .filter((block) => !block.includes(NEVER_ZERO))
      .map((block) => [...new Set(block)].filter((i) => i !== ALWAYS_ZERO))
      // a weight that is stored twice counts in the first block
      .filter((block) => block.length > 0 && !block.some((i) => taken.has(i)));
    for (const block of blocks) for (const i of block) taken.add(i);
    return blocks.length > 0 ? [blocks.map((block) => Int32Array.from(block))] : [];
  });
}

/** For each element of a stored matrix, the parameter that makes it zero. */
function originsOf(value: Value, first: ReadonlyMap<string, number>): Int32Array {
  const [rows, width = 1] = value.shape;
  const origins = new Int32Array(rows * width).fill(ALWAYS_ZERO);
  const parts =
    value.source.kind === 'assembled'
      ? value.source.parts
      : [{ value, from: 0, columns: width, row: 0, column: 0, factor: 1 }];
  for (const part of parts) {
    const parameter = zeroedBy(part.value);
    const [partRows, columns = 1] = part.value.shape;
    for (let r = 0; r < partRows; r++)
      for (let k = 0; k < part.columns; k++) {
        const i = r * columns + part.from + k;
        const at = (part.row + r) * width + part.column + k;
        if (!parameter) origins[at] = NEVER_ZERO;
        else if (parameter.mask?.[i] !== 0) origins[at] = (first.get(parameter.name) as number) + i;
      }
  }
  return origins;
}

/** The parameter, of the value's shape, that makes the value zero when it is zero. */
function zeroedBy(value: Value): Parameter | null {
  if (value.source.kind === 'parameter') {
    const { parameter } = value.source;
    const [low, high] = typeof parameter.constraint === 'object' ? parameter.constraint.clip : [0, 0];
    return low <= 0 && high >= 0 ? parameter : null;
  }
  const [raw] = applied(value, 'softplus')?.inputs ?? [];
  if (raw) {
    const parameter = zeroedBy(raw);
    return parameter?.constraint === 'softplus' ? parameter : null;
  }
  const factors = applied(value, 'mul')?.inputs ?? [];
  for (const factor of factors) {
    const parameter = factor.shape.join() === value.shape.join() ? zeroedBy(factor) : null;
    if (parameter) return parameter;
  }
  return null;
}
