import { lengthOf, type Value } from '../../graph/value.ts';
import { affineOp } from '../../ops/index.ts';
import { type Coefficient, product, sum } from '../fuse/coefficient.ts';
import { isActivation } from '../fuse/operations.ts';
import { applied, type Rewriting } from '../rewrite.ts';

/** Columns `from …` of a matrix, times a vector. */
export interface Term {
  readonly matrix: Value;
  readonly from: number;
  readonly vector: Value;
}

/** activation(factor ⊙ (bias + Σ matrix · vector) + offset): a sum of products with all that can go into its weights. */
export interface Product {
  readonly rows: number;
  readonly terms: readonly Term[];
  readonly bias: Value;
  readonly factor: Coefficient;
  /** What the bias still has to be multiplied with: 1 where it is constant or takes the factor into its own weights. */
  readonly biasFactor: Coefficient;
  /** Not 0 only where the bias is constant. */
  readonly offset: Coefficient;
  /** An opcode; 0 for none. */
  readonly activation: number;
  /** The values that the product makes unnecessary. */
  readonly absorbed: readonly Value[];
}

/** What decides how far a product reaches. */
export interface Reach extends Pick<Rewriting, 'readOnce'> {
  /** Whether a concatenation is read by products only, so that it need not be made. */
  vanishes(concat: Value): boolean;
  /** Whether weights may be stored times a factor. */
  absorbs(factor: Coefficient): boolean;
  /** Whether a product is computed row by row: then it has no activation. */
  byRow(rows: number, terms: readonly Term[]): boolean;
}

/** The terms of b + W x; a concatenation of two vectors gives two. */
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

/** An affine and, where only it reads its bias, those before it. */
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

/** y = times · x + plus for an operation with constants on one operand x. */
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

/** The product that ends with a value; null if there is none. */
export function productOf(value: Value, reach: Reach): Product | null {
  if (value.source.kind !== 'op' || value.region === 'constant') return null;
  const { op, inputs } = value.source;
  const [inner] = inputs;
  const activation = isActivation(op.opcode) && inner.region === 'step' && reach.readOnce(inner);
  const found = activation ? scaledSum(inner, reach) : null;
  if (!found || reach.byRow(found.rows, found.terms)) return scaledSum(value, reach);
  return { ...found, activation: op.opcode as number, absorbed: [value, ...found.absorbed] };
}
