import { lengthOf, type Value } from '../../graph/value.ts';
import { neededBy, type Step } from '../../network/step.ts';
import { type Coefficient, product } from '../fuse/coefficient.ts';
import { applied } from '../rewrite.ts';
import { type Product, productOf, type Reach, type Term } from './product.ts';
import { absorbs, type Storing } from './storing.ts';

/** The most rows, and the fewest columns, of a matrix that is multiplied row by row. */
const FEW_ROWS = 3;
const LEAST_COLUMNS = 8;

/** Whether a product is computed as one reduction a row, not as one chain. */
export const isDot = (rows: number, terms: readonly Term[]): boolean =>
  rows <= FEW_ROWS && terms.length === 1 && lengthOf(terms[0].vector) >= LEAST_COLUMNS;

/**
 * The products of a step, by their values. If all readers of a product multiply it by the same factor, that factor is
 * already in its weights.
 */
export function findProducts(
  step: Step,
  usersOf: (value: Value) => readonly unknown[],
  storing: Storing,
): ReadonlyMap<Value, Product> {
  const isAffine = (user: unknown): boolean =>
    'source' in (user as object) && applied(user as Value, 'affine') !== null;
  const reach: Reach = {
    readOnce: (value) => usersOf(value).length < 2,
    vanishes: (concat) => usersOf(concat).every(isAffine),
    absorbs: (factor) => absorbs(storing, factor),
    byRow: isDot,
  };
  const products = new Map<Value, Product>();
  const absorbed = new Set<Value>();
  // for each bias that is no constant: the factor that all its readers need, and its first value
  const asked = new Map<Value, Coefficient[]>();
  const granted = new Map<Value, Coefficient>();
  for (const value of neededBy(step).reverse()) {
    const found = absorbed.has(value) ? null : productOf(value, reach);
    if (!found) continue;
    for (const inner of found.absorbed) absorbed.add(inner);
    const [common = 1, ...others] = asked.get(value) ?? [];
    const agreed = others.length + 1 === usersOf(value).length && others.every((f) => f === common);
    const extra = agreed && found.activation === 0 && reach.absorbs(common) ? common : 1;
    granted.set(value, extra);
    const factor = product(extra, found.factor);
    products.set(value, { ...found, factor, offset: product(extra, found.offset) });
    if (found.bias.region !== 'constant') asked.set(found.bias, [...(asked.get(found.bias) ?? []), factor]);
  }
  for (const [value, found] of products)
    if (found.bias.region !== 'constant' && granted.get(found.bias) !== found.factor)
      products.set(value, { ...found, biasFactor: found.factor });
  return products;
}
