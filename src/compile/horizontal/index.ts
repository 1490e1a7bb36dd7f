import type { Graph } from '../../graph/value.ts';
import { lengthOf, type Part, type Value } from '../../graph/value.ts';
import type { Step } from '../../network/step.ts';
import { dotOp, levelsOp, productOp } from '../../ops/index.ts';
import { product, sum, times } from '../fuse/coefficient.ts';
import { type Rewriting, type Rewritten, rewrite } from '../rewrite.ts';
import { isDot } from './find.ts';
import { type ProductGroup, planGroups } from './plan.ts';
import type { Product, Term } from './product.ts';
import { isInLevels, type Storing, sharesRows } from './storing.ts';

/**
 * Fuses horizontally: computes the products of a step in as few instructions as possible. Products take up factors, offsets
 * and activations; sums over two vectors become one product; products of the same vectors share one matrix.
 */
export function fuseHorizontally(step: Step, storing: Storing): Rewritten {
  const stacks = planGroups(step, storing);
  const computed = new Map<ProductGroup, Value>();
  return rewrite(step, [
    (value, rewriting) => {
      const found = stacks.get(value);
      if (!found) return null;
      let all = computed.get(found);
      if (!all) {
        all = compute(found, biasOf(found, rewriting, computed), rewriting, storing);
        computed.set(found, all);
      }
      const { members } = found;
      return members.length === 1
        ? all
        : rewriting.graph.segment(all, members.indexOf(value), members.length);
    },
  ]);
}

function compute(
  { products, segments }: ProductGroup,
  bias: Value,
  { graph, lower }: Rewriting,
  storing: Storing,
): Value {
  const [{ rows, terms }] = products;
  if (segments === 1 && isDot(rows, terms))
    return graph.apply(dotOp, [matrixOf(graph, products, segments, terms), lower(terms[0].vector), bias]);
  const none = new Array<number>(segments).fill(0);
  const last =
    products.length > 1 ? products.map((p) => p.activation) : none.map(() => products[0].activation);
  const runs = runsOf(terms, storing);
  return runs.reduce((sum, run, i) => {
    const activations = i === runs.length - 1 ? last : none;
    const matrix = matrixOf(graph, products, segments, run);
    const [first, ...rest] = run.map(({ vector }) => lower(vector));
    if (!isInLevels(storing, run[0]))
      return graph.apply(productOp, [matrix, first, sum, ...rest], { activations });
    const range = graph.constant([1], [storing.rangeOf(run[0].vector) as number], 'range');
    return graph.apply(levelsOp, [matrix, first, sum, range], { activations });
  }, bias);
}

/** Groups terms by instruction: an integer term alone, others up to two together. */
function runsOf(terms: readonly Term[], storing: Storing): Term[][] {
  const runs: Term[][] = [];
  for (const term of terms) {
    const last = runs.at(-1);
    const fits =
      last?.length === 1 &&
      !isInLevels(storing, last[0]) &&
      !isInLevels(storing, term) &&
      sharesRows(storing, last[0], term);
    if (last && fits) last.push(term);
    else runs.push([term]);
  }
  return runs;
}

/** Stacks the matrices of all products by rows, with the columns of the given terms side by side. */
function matrixOf(
  graph: Graph,
  products: readonly Product[],
  segments: number,
  terms: readonly Term[],
): Value {
  const [first] = products;
  const columns = terms.reduce((total, { vector }) => total + lengthOf(vector), 0);
  const [{ matrix }] = terms;
  const whole = terms.every((term) => term.matrix === matrix) && matrix.shape[1] === columns;
  if (whole && segments === 1 && first.factor === 1) return matrix;
  const from = first.terms.indexOf(terms[0]);
  const parts = products.flatMap((p, i): Part[] => {
    let column = 0;
    return p.terms.slice(from, from + terms.length).map((term) => {
      const width = lengthOf(term.vector);
      column += width;
      return {
        value: term.matrix,
        from: term.from,
        columns: width,
        row: i * first.rows,
        column: column - width,
        factor: p.factor,
      };
    });
  });
  return graph.assemble([products.length * first.rows, columns], parts, segments);
}

function biasOf(
  { products, segments, bias }: ProductGroup,
  rewriting: Rewriting,
  computed: ReadonlyMap<ProductGroup, Value>,
): Value {
  const { graph, lower } = rewriting;
  const [first] = products;
  if (bias) {
    lower(bias.members[0]);
    return computed.get(bias) as Value;
  }
  if (first.bias.region !== 'constant') return times(graph, lower(first.bias), first.biasFactor);
  if (segments === 1 && first.factor === 1 && first.offset === 0) return first.bias;
  const parts = products.map(({ bias: own, factor, offset, rows }, i): Part => {
    const whole = sum(product(factor, own), offset) as Value;
    return { value: whole, from: 0, columns: 1, row: i * rows, column: 0, factor: 1 };
  });
  return graph.assemble([products.length * first.rows], parts, segments);
}
