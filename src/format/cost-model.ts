/**
 * Predicts the time of a step from the program alone: counts terms in a blob and multiplies each by its cost.
 * `npm run bench:cost` fits the costs.
 */
import * as L from '../../assembly/layout.ts';
import { hasMatrix, operations, workOf } from '../ops/table.ts';
import { type ReadContents, type ReadInstruction, readBlob } from './read.ts';
import { matrixOf } from './regions.ts';

/** The counts of a step, loops included. */
export const termNames = [
  /** The step itself: 1. */
  'call',
  /** Instructions run. */
  'instructions',
  /** Columns of groups of 8 panels: eight sums wait for nothing but the multipliers. */
  'wideColumns',
  /** Columns of groups of 4, 2 or 1 panels: each waits for its own sum, however narrow the group. */
  'narrowColumns',
  /** Vectors of 4 products in rows that are reductions. */
  'products',
  /** Blocks of four synapses: a gate and three products each. */
  'synapses',
  /** Vectors of 4 results of tanh and functions built on it. */
  'rationals',
  /** Vectors of 4 results of exp and functions built on it. */
  'exponentials',
  /** Vectors of 4 that all other operations read and write, one after another. */
  'vectors',
] as const;
export type TermName = (typeof termNames)[number];
export type Terms = Readonly<Record<TermName, number>>;

/** The cost of one of each term, and where it was measured. */
export interface CostConstants {
  readonly cpu: string;
  /** `v20.20.2`. */
  readonly node: string;
  /** `2026-01-31`. */
  readonly date: string;
  /** The largest |predicted / measured − 1| of the cases that the constants were fitted to. */
  readonly worst: number;
  readonly nanoseconds: Terms;
}

const vectorsOf = (n: number): number => Math.ceil(n / 4);

/**
 * Counts the terms of a blob as the SIMD build runs it with `fast` weights.
 * @throws RangeError as `readBlob`
 */
export function termsOf(blob: Uint8Array): Terms {
  const contents = readBlob(blob);
  const sum = Object.fromEntries(termNames.map((name) => [name, 0])) as Record<TermName, number>;
  let times = 1;
  for (const instruction of contents.instructions) {
    const { op, n } = instruction;
    if (op === L.OP_LOOP || op === L.OP_END) {
      sum.instructions += op === L.OP_LOOP ? 1 : times;
      times = op === L.OP_LOOP ? n : 1;
      continue;
    }
    const own = termsOfInstruction(instruction, contents);
    for (const name of termNames) sum[name] += times * (own[name] ?? 0);
  }
  // before and after the program a step checks inputs and results and keeps states
  const checked = contents.ports.filter(({ kind }) => kind !== 'dt' && kind !== 'probe');
  for (const { kind, length } of checked)
    sum.vectors += vectorsOf(length) * (kind === 'state' || kind === 'compensation' ? 3 : 1);
  return { ...sum, call: 1 };
}

function termsOfInstruction(instruction: ReadInstruction, contents: ReadContents): Partial<Terms> {
  const { op, form, n, k, inputs, activations } = instruction;
  const { columns, segments, blocks } = matrixOf(instruction, contents.tensors);
  const { transcendentals } = workOf({ op, form, n, k, activations, columns, segments, blocks });
  const operation = operations.get(op);
  const product = operation && hasMatrix(operation) ? operation.matrix?.kind : undefined;
  if (product === 'synapses') return { instructions: 1, synapses: transcendentals / 4 };
  const each = vectorsOf(n / segments);
  const all = (transcendentals / n) * segments * each;
  const exponentials =
    (product ? activations : [op]).filter((code) => operations.get(code)?.exponential).length * each;
  const own = { instructions: 1, exponentials, rationals: all - exponentials };
  if (operation?.matrix?.kind === 'rows') return { ...own, products: n * vectorsOf(k) };
  if (!product) return { ...own, vectors: each * (operation?.vectors ?? inputs.length + 1) };
  const panels = segments * each;
  if (blocks !== undefined) return { ...own, narrowColumns: blocks };
  // groups of 4 and 1 panels take two columns at once; not fitted, for want of a case
  if (product === 'levels')
    return { ...own, narrowColumns: ((panels >> 2) + (panels & 3)) * Math.ceil(columns / 2) };
  const rest = panels % 8;
  // 7 panels run as 4, 2 and 1
  const narrow = (rest >> 2) + ((rest >> 1) & 1) + (rest & 1);
  return { ...own, wideColumns: Math.floor(panels / 8) * columns, narrowColumns: narrow * columns };
}

/** Predicts the nanoseconds of a step. */
export const predict = (terms: Terms, nanoseconds: Terms): number =>
  termNames.reduce((sum, name) => sum + terms[name] * nanoseconds[name], 0);
