import { lengthOf, type Value } from '../../graph/value.ts';
import { type Coefficient, product } from '../fuse/coefficient.ts';
import { applied } from '../rewrite.ts';
import { neededBy, type Step, usersOf } from '../step.ts';
import { type Product, productOf, type Reach, type Term } from './product.ts';
import { absorbs, type Storing } from './storing.ts';

/** Products of the same vectors that one instruction computes: their rows one segment after the other. */
export interface Stack {
  readonly members: readonly Value[];
  readonly products: readonly Product[];
  /** Segments of the rows: the members, or the gates of the one member that is read as gates. */
  readonly segments: number;
  /** The stack whose segments are the biases of this one's, in the same order. */
  readonly bias: Stack | null;
}

/** What an instruction holds at most: segments, and rows of a matrix that is multiplied row by row. */
const MOST_SEGMENTS = 4;
const FEW_ROWS = 3;
/** A row of fewer columns is not worth a reduction. */
const LEAST_COLUMNS = 8;

/** Segments that each LSTM and GRU update reads of its gate operands. */
const gateSegments: Readonly<Record<string, number>> = { 'lstm-memory': 4, 'lstm-output': 4, gru: 3 };

/** Whether a product is computed as one reduction a row rather than as one chain. */
export const isDot = (rows: number, terms: readonly Term[]): boolean =>
  rows <= FEW_ROWS && terms.length === 1 && lengthOf(terms[0].vector) >= LEAST_COLUMNS;

/** Finds the products of a step and which of them are computed together. */
export function planStacks(step: Step, storing: Storing): ReadonlyMap<Value, Stack> {
  const users = usersOf(step);
  const usersOfValue = (value: Value) => users.get(value) ?? [];
  const reach: Reach = {
    readOnce: (value) => usersOfValue(value).length < 2,
    vanishes: (concat) =>
      usersOfValue(concat).every((user) => 'source' in user && applied(user, 'affine') !== null),
    absorbs: (factor) => absorbs(storing, factor),
    byRow: isDot,
  };
  const products = new Map<Value, Product>();
  const absorbed = new Set<Value>();
  // what each bias that is no constant would have to be multiplied with, by all who read it
  const wanted = new Map<Value, Coefficient[]>();
  const taken = new Map<Value, Coefficient>();
  for (const value of neededBy(step).reverse()) {
    const found = absorbed.has(value) ? null : productOf(value, reach);
    if (!found) continue;
    for (const inner of found.absorbed) absorbed.add(inner);
    // a product that all read with one factor takes it into its own weights
    const [common = 1, ...others] = wanted.get(value) ?? [];
    const agreed =
      others.length + 1 === usersOfValue(value).length &&
      others.every((f) => f === common) &&
      reach.absorbs(common);
    const extra = agreed && found.activation === 0 ? common : 1;
    taken.set(value, extra);
    const factor = product(extra, found.factor);
    products.set(value, { ...found, factor, offset: product(extra, found.offset) });
    if (found.bias.region !== 'constant') wanted.set(found.bias, [...(wanted.get(found.bias) ?? []), factor]);
  }
  for (const [value, { bias, factor }] of products)
    if (bias.region !== 'constant' && taken.get(bias) !== factor)
      products.set(value, { ...(products.get(value) as Product), biasFactor: factor });
  const stacks = new Map<Value, Stack>();
  const groups = new Map<string, { readonly members: Value[]; readonly bias: Stack | null }>();
  const close = (members: readonly Value[], segments: number, bias: Stack | null): void => {
    const stack: Stack = {
      members,
      products: members.map((member) => products.get(member) as Product),
      segments,
      bias,
    };
    for (const member of members) stacks.set(member, stack);
  };
  const numbers = new Map<Stack, number>();
  const numberOf = (stack: Stack): number => numbers.get(stack) ?? numbers.set(stack, numbers.size + 1).size;
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

/** How many products stand behind the bias of a product: those come first. */
function depthOf(value: Value, products: ReadonlyMap<Value, Product>): number {
  const found = products.get(value);
  return found ? 1 + depthOf(found.bias, products) : 0;
}

/** Members in stacks of at most four; those on the segments of a stack only where they match these one by one. */
function together(
  members: readonly Value[],
  bias: Stack | null,
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
  for (let i = 0; i < members.length; i += MOST_SEGMENTS) parts.push(members.slice(i, i + MOST_SEGMENTS));
  return parts;
}

/** The segments in which all users read a value as gates; 1 if they do not. */
function gatesOf(users: readonly unknown[], rows: number, bias: Value): number {
  const counts = users.map((user) => {
    const source = (user as Partial<Value>).source;
    return source?.kind === 'op' ? (gateSegments[source.op.name] ?? 1) : 1;
  });
  const [count = 1] = counts;
  // a bias that is no constant lies as it was computed: without padding between its segments
  const lies = bias.region === 'constant' || (rows / count) % 4 === 0;
  return lies && counts.every((other) => other === count) ? count : 1;
}
