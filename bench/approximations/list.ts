import * as bounds from '../../assembly/math/bounds.ts';

/** What an error is divided by: nothing, the exact value, or the argument. In the order of `assembly/tests/exact.ts`. */
export const kinds = ['absolute', 'relative', 'of the argument'] as const;

/** A function of `assembly/math`, and the floats over which its error is measured. */
export interface Approximation {
  /** As the constants of `assembly/math/bounds.ts` call it. */
  readonly name: string;
  /** Its number in `assembly/tests/exact.ts`. */
  readonly id: number;
  /** The file of `assembly/math` that states the bound. */
  readonly file: string;
  readonly kind: (typeof kinds)[number];
  readonly from: number;
  readonly to: number;
  /** What was measured over all floats, rounded up, and where. */
  readonly error: number;
  readonly worst: number;
}

const LARGEST = 3.4028234663852886e38;

const rows: readonly (readonly [string, number, string, Approximation['kind'], number, number])[] = [
  ['EXP', 0, 'exp', 'relative', -87.33, 88.7228],
  ['GATE', 1, 'tanh', 'absolute', -LARGEST, LARGEST],
  ['GELU', 2, 'tanh', 'of the argument', -LARGEST, LARGEST],
  ['PHI1', 3, 'phi1', 'relative', 0, 8e37],
  ['PHI1_NEGATIVE', 3, 'phi1', 'relative', -88.7, 0],
  ['SIGMOID', 4, 'tanh', 'absolute', -LARGEST, LARGEST],
  ['SILU', 5, 'tanh', 'of the argument', -LARGEST, LARGEST],
  ['SOFTPLUS', 6, 'softplus', 'relative', -87.33, LARGEST],
  ['TANH', 7, 'tanh', 'absolute', -LARGEST, LARGEST],
];

const numbers: Readonly<Record<string, number>> = bounds;

export const approximations: readonly Approximation[] = rows.map(([name, id, file, kind, from, to]) => ({
  name,
  id,
  file,
  kind,
  from,
  to,
  error: numbers[`${name}_ERROR`],
  worst: numbers[`${name}_WORST`],
}));
