import type { Variant, Work } from '../graph/work.ts';
import type { RuleContext } from '../intervals/rule.ts';
import { type Slot, slot } from '../intervals/slot.ts';
import { row } from '../intervals/sums.ts';

/** Multiply-adds of a matrix with all its columns, or with the blocks that it has. */
export const productWork = (n: number, k: number, { columns = k, blocks }: Variant): Work => ({
  multiplyAdds: blocks === undefined ? n * columns : 4 * blocks,
  transcendentals: 0,
});

/** Writes the rows of operand 0 times `x`, plus operand 2, each segment through its activation. */
export function productInterval(c: RuleContext, x: readonly Slot[]): void {
  const matrix = c.tensor(0);
  const { n, activations } = c.instruction;
  const { segments } = matrix;
  const functions = Array.from({ length: segments }, (_, i) => c.activation(activations[i] ?? 0));
  c.write(
    c
      .read(2, n, segments)
      .map(({ range }, i) => slot(functions[Math.floor(i / (n / segments))](row(matrix, i, x, range)))),
    segments,
  );
}
