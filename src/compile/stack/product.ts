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
  /** Whether a term is computed alone, in integers. */
  inLevels(term: Term): boolean;
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

/**
 * An affine and, where only it reads its bias, those before it: up to two vectors, as many as one instruction takes, or any
 * number where some are computed alone.
 */
function sumOfProducts(value: Value, reach: Reach): Product | null {
  if (value.source.kind !== 'op' || value.source.op !== affineOp) return null;
  const [matrix, vector, bias] = value.source.inputs;
  if (matrix.region !== 'constant') return null;
  const own = termsOf(matrix, vector, reach);
  const before = bias.loop === value.loop && reach.readOnce(bias) ? sumOfProducts(bias, reach) : null;
  const alone = before !== null && [...before.terms, ...own].some(reach.inLevels);
  const joins = before !== null && (alone || before.terms.length + own.length <= 2);
  return {
    rows: lengthOf(value),
    terms: joins ? [...before.terms, ...own] : own,
    bias: joins ? before.bias : bias,
    factor: 1,
    biasFactor: 1,
    offset: 0,
    activation: 0,
    absorbed: [value, ...(joins ? before.absorbed : [])],
  };
}

/** A sum of products times constants, plus constants. */
function scaledSum(value: Value, reach: Reach): Product | null {
  const plain = sumOfProducts(value, reach);
  if (plain || value.source.kind !== 'op') return plain;
  const { op, inputs, attributes } = value.source;
  const constant = inputs.find((input) => input.region === 'constant' && lengthOf(input) === lengthOf(value));
  const inner = inputs.find((input) => input !== constant);
  if (!inner || inner.region === 'constant' || !reach.readOnce(inner)) return null;
  const m: Coefficient | undefined =
    op.name === 'scale' ? attributes.immediate : op.name === 'mul' ? constant : undefined;
  const plus = op.name === 'add' ? constant : undefined;
  if ((m === undefined) === (plus === undefined)) return null;
  const found = scaledSum(inner, reach);
  if (!found || (plus && found.bias.region !== 'constant')) return null;
  const absorbed = [value, ...found.absorbed];
  if (plus) return { ...found, offset: sum(found.offset, plus), absorbed };
  const times = m as Coefficient;
  return { ...found, factor: product(times, found.factor), offset: product(times, found.offset), absorbed };
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
