import { MAX_SEGMENTS } from '../../../assembly/layout.ts';
import type { Value } from '../../graph/value.ts';
import { type Step, usersOf } from '../../network/step.ts';
import { findProducts, isDot } from './find.ts';
import type { Product } from './product.ts';
import type { Storing } from './storing.ts';

/** Products of the same vectors that one instruction computes, one segment of rows each. */
export interface ProductGroup {
  readonly members: readonly Value[];
  readonly products: readonly Product[];
  /** Segments of rows: one a member, or one a gate if the only member is read as gates. */
  readonly segments: number;
  /** The group whose segments are this one's biases, in the same order. */
  readonly bias: ProductGroup | null;
}

/** How many gate segments each LSTM and GRU update reads. */
const gateSegments: Readonly<Record<string, number>> = { 'lstm-memory': 4, 'lstm-output': 4, gru: 3 };

/** Finds the products of a step and groups them. */
export function planGroups(step: Step, storing: Storing): ReadonlyMap<Value, ProductGroup> {
  const users = usersOf(step);
  const usersOfValue = (value: Value) => users.get(value) ?? [];
  const products = findProducts(step, usersOfValue, storing);
  const stacks = new Map<Value, ProductGroup>();
  const groups = new Map<string, { readonly members: Value[]; readonly bias: ProductGroup | null }>();
  const close = (members: readonly Value[], segments: number, bias: ProductGroup | null): void => {
    const stack: ProductGroup = {
      members,
      products: members.map((member) => products.get(member) as Product),
      segments,
      bias,
    };
    for (const member of members) stacks.set(member, stack);
  };
  const numbers = new Map<ProductGroup, number>();
  const numberOf = (stack: ProductGroup): number =>
    numbers.get(stack) ?? numbers.set(stack, numbers.size + 1).size;
  const ordered = [...products.keys()].sort((a, b) => a.id - b.id);
  const layers = ordered.map((value) => depthOf(value, products));
  for (let depth = 0; depth <= Math.max(0, ...layers); depth++) {
    groups.clear();
    ordered.forEach((value, i) => {
      if (layers[i] !== depth) return;
      const { rows, terms, bias } = products.get(value) as Product;
      const before = bias.region === 'constant' ? null : (stacks.get(bias) ?? null);
      const gates = gatesOf(usersOfValue(value), rows, bias);
      const alone = gates > 1 || isDot(rows, terms) || (bias.region !== 'constant' && before === null);
      if (alone) {
        close([value], gates, null);
        return;
      }
      const vectors = terms.map(({ vector }) => vector.id).join();
      const key = `${vectors} ${rows} ${value.loop?.carried.id} ${before ? numberOf(before) : 'constant'}`;
      const group = groups.get(key);
      if (group) group.members.push(value);
      else groups.set(key, { members: [value], bias: before });
    });
    for (const { members, bias } of groups.values())
      for (const part of together(members, bias, products))
        close(part, part.length, part.length > 1 ? bias : null);
  }
  return stacks;
}

/** How many products the bias of a product depends on. Those come first. */
function depthOf(value: Value, products: ReadonlyMap<Value, Product>): number {
  const found = products.get(value);
  return found ? 1 + depthOf(found.bias, products) : 0;
}

/** Splits members into groups of at most four. Members whose biases are segments of a group must match it one by one. */
function together(
  members: readonly Value[],
  bias: ProductGroup | null,
  products: ReadonlyMap<Value, Product>,
): Value[][] {
  if (bias) {
    const inOrder = bias.members.map((segment) =>
      members.find((member) => (products.get(member) as Product).bias === segment),
    );
    const matching = inOrder.every((member) => member !== undefined) && members.length === inOrder.length;
    return matching ? [inOrder as Value[]] : members.map((member) => [member]);
  }
  const parts: Value[][] = [];
  for (let i = 0; i < members.length; i += MAX_SEGMENTS) parts.push(members.slice(i, i + MAX_SEGMENTS));
  return parts;
}

/** The number of segments if all users read a value as gates; else 1. */
function gatesOf(users: readonly unknown[], rows: number, bias: Value): number {
  const counts = users.map((user) => {
    const source = (user as Partial<Value>).source;
    return source?.kind === 'op' ? (gateSegments[source.op.name] ?? 1) : 1;
  });
  const [count = 1] = counts;
  // a bias that is no constant has no padding between its segments
  const lies = bias.region === 'constant' || (rows / count) % 4 === 0;
  return lies && counts.every((other) => other === count) ? count : 1;
}
