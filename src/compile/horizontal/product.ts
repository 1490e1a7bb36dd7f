import { lengthOf, type Value } from '../../graph/value.ts';
import { affineOp } from '../../ops/index.ts';
import { type Coefficient, product, sum } from '../fuse/coefficient.ts';
import { applied, type Rewriting } from '../rewrite.ts';

/** Columns `from …` of a matrix, times a vector. */
export interface Term {
  readonly matrix: Value;
  readonly from: number;
  readonly vector: Value;
}

/** activation(factor ⊙ (bias + Σ matrix · vector) + offset): a sum of products with everything that its weights can absorb. */
export interface Product {
  readonly rows: number;
  readonly terms: readonly Term[];
  readonly bias: Value;
  readonly factor: Coefficient;
  /** A factor that the bias still needs. It is 1 if the bias is constant or takes the factor into its own weights. */
  readonly biasFactor: Coefficient;
  /** 0 unless the bias is constant. */
  readonly offset: Coefficient;
  /** An opcode; 0 for none. */
  readonly activation: number;
  /** The values that the product replaces. */
  readonly absorbed: readonly Value[];
}

/** What decides how many values a product can absorb. */
export interface Reach extends Pick<Rewriting, 'readOnce'> {
  /** Whether only products read a concatenation, so that it need not be made. */
  vanishes(concat: Value): boolean;
  /** Whether weights may be stored times a factor. */
  absorbs(factor: Coefficient): boolean;
  /** Whether a product is computed row by row. It then has no activation. */
  byRow(rows: number, terms: readonly Term[]): boolean;
}

/** The terms of b + W x. A concatenation of two vectors gives two terms. */
function termsOf(matrix: Value, vector: Value, { vanishes }: Reach): Term[] {
  const parts = applied(vector, 'concat')?.inputs;
  if (!parts || !vanishes(vector) || parts.some((part) => applied(part, 'concat')))
    return [{ matrix, from: 0, vector }];
  const [first, second] = parts;
  return [
    { matrix, from: 0, vector: first },
    { matrix, from: lengthOf(first), vector: second },
  ];
}

/** An affine, and the affine behind its bias if nothing else reads that. */
function sumOfProducts(value: Value, reach: Reach): Product | null {
  if (value.source.kind !== 'op' || value.source.op !== affineOp) return null;
  const [matrix, vector, bias] = value.source.inputs;
  if (matrix.region !== 'constant') return null;
  const own = termsOf(matrix, vector, reach);
  const before = bias.loop === value.loop && reach.readOnce(bias) ? sumOfProducts(bias, reach) : null;
  return {
    rows: lengthOf(value),
    terms: before ? [...before.terms, ...own] : own,
    bias: before ? before.bias : bias,
    factor: 1,
    biasFactor: 1,
    offset: 0,
    activation: 0,
    absorbed: [value, ...(before ? before.absorbed : [])],
  };
}

/** y = times · x + plus, for an operation with constants on one operand x. */
function constantStep(
  value: Value,
): { readonly x: Value; readonly times: Coefficient; readonly plus: Coefficient } | null {
  if (value.source.kind !== 'op') return null;
  const { op, inputs, attributes } = value.source;
  const [a, b] = inputs;
  const swapped = b !== undefined && a.region === 'constant';
  const x = swapped ? b : a;
  const c: Coefficient | undefined = (swapped ? a : b) ?? attributes.immediate;
  if (c === undefined || x.region === 'constant') return null;
  if (typeof c !== 'number' && (c.region !== 'constant' || lengthOf(c) !== lengthOf(value))) return null;
  if (op.name === 'scale' || op.name === 'mul') return { x, times: c, plus: 0 };
  if (op.name === 'shift' || op.name === 'add') return { x, times: 1, plus: c };
  if (op.name !== 'sub') return null;
  return swapped ? { x, times: -1, plus: c } : { x, times: 1, plus: product(-1, c) };
}

/** A sum of products times constants, plus constants. */
function scaledSum(value: Value, reach: Reach): Product | null {
  const plain = sumOfProducts(value, reach);
  const step = plain ? null : constantStep(value);
  if (!step || !reach.readOnce(step.x) || !reach.absorbs(step.times)) return plain;
  const found = scaledSum(step.x, reach);
  if (!found || (step.plus !== 0 && found.bias.region !== 'constant')) return null;
  return {
    ...found,
    factor: product(step.times, found.factor),
    offset: sum(product(step.times, found.offset), step.plus),
    absorbed: [value, ...found.absorbed],
  };
}

/** The product that ends at a value, or null. */
export function productOf(value: Value, reach: Reach): Product | null {
  if (value.source.kind !== 'op' || value.region === 'constant') return null;
  const { op, inputs } = value.source;
  const [inner] = inputs;
  const activation = op.instruction?.activation && inner.region === 'step' && reach.readOnce(inner);
  const found = activation ? scaledSum(inner, reach) : null;
  if (!found || reach.byRow(found.rows, found.terms)) return scaledSum(value, reach);
  return { ...found, activation: op.instruction?.opcode ?? 0, absorbed: [value, ...found.absorbed] };
}
