import { checkOptions, fields } from '../check/options.ts';
import { anything, flag, needed, numbers, oneOf, type Rule, type Rules, rule } from '../check/rules.ts';

/** A vector `[n]` or a matrix `[rows, columns]` (row-major). */
export type Shape = readonly [number] | readonly [number, number];

/** First values of a parameter. Fan-in is the number of columns (matrices) or 1 (vectors). */
export type Init =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** One for each element. */
  | { readonly kind: 'given'; readonly values: ArrayLike<number> };

/**
 * `softplus`: the trained number is raw, the cell sees ln(1 + e^raw) > 0.
 * `clip`: the number is moved into [low, high] after each update.
 */
export type Constraint = 'none' | 'softplus' | { readonly clip: readonly [low: number, high: number] };

export interface ParameterDeclaration {
  readonly shape: Shape;
  /** Of the constrained number. */
  readonly init: Init;
  readonly constraint: Constraint;
  /** 1 for a trained number, 0 for one that stays zero; absent: all are trained. Masks are not parameters. */
  readonly mask?: Float64Array;
  /** Whether export may store it in fewer bits than f32. */
  readonly quantised: boolean;
}

export interface Parameter extends ParameterDeclaration {
  readonly name: string;
}

type Options = Partial<Omit<ParameterDeclaration, 'shape'>>;

const names = oneOf(['none', 'softplus']);
const range = rule('[low, high]', (x) => Array.isArray(x) && x.length === 2 && x[0] <= x[1]);
const clip = fields({ clip: needed(range) });
const constraint: Rule = (value) => (typeof value === 'object' ? clip(value) : names(value));

const rules: Rules<Options> = {
  init: fields({
    kind: needed(oneOf(['constant', 'uniform', 'normal', 'given'])),
    value: anything,
    low: anything,
    high: anything,
    deviation: anything,
    values: anything,
  }),
  constraint,
  mask: numbers(),
  quantised: flag,
};

/** A trained matrix; first values uniform in ±1/√columns unless told otherwise. Quantised. */
export function matrix(rows: number, columns: number, options: Options = {}): ParameterDeclaration {
  checkOptions('parameter.matrix', options, rules);
  const bound = 1 / Math.sqrt(columns);
  return {
    shape: [rows, columns],
    init: uniform(-bound, bound),
    constraint: 'none',
    quantised: true,
    ...options,
  };
}

/** A trained vector; first values zero unless told otherwise. Not quantised. */
export function vector(length: number, options: Options = {}): ParameterDeclaration {
  checkOptions('parameter.vector', options, rules);
  return { shape: [length], init: constant(0), constraint: 'none', quantised: false, ...options };
}

export const constant = (value: number): Init => ({ kind: 'constant', value });
export const uniform = (low: number, high: number): Init => ({ kind: 'uniform', low, high });
export const normal = (deviation: number): Init => ({ kind: 'normal', deviation });

export const sizeOf = (shape: Shape): number => shape[0] * (shape[1] ?? 1);

/** Below it softplus is 0 in f32. */
const LEAST_RAW = -87;

/** The raw number of a constrained one: ln(e^y − 1), without overflow; y at or below 0 counts as the least there is. */
export function rawOf(y: number): number {
  if (y > 30) return y;
  return y <= 0 ? LEAST_RAW : Math.max(LEAST_RAW, Math.log(Math.expm1(y)));
}

/** The trained number that a cell sees as exactly 0: e^−1000 is 0 in float64. */
export const zeroOf = (constraint: Constraint): number => (constraint === 'softplus' ? -1000 : 0);

/** The source of first values: `next` in [0, 1), `normal` with mean 0 and deviation 1. */
interface Source {
  next(): number;
  normal(): number;
}

/** Draws the first raw values of all parameters, by name, in their order. */
export const initialiseAll = (parameters: readonly Parameter[], random: Source): Map<string, Float64Array> =>
  new Map(parameters.map((one) => [one.name, initialise(one, random)]));

/** Draws the first raw values of a parameter. */
export function initialise(parameter: ParameterDeclaration, random: Source): Float64Array {
  const { init, constraint, mask } = parameter;
  return Float64Array.from({ length: sizeOf(parameter.shape) }, (_, i) => {
    let value: number;
    if (init.kind === 'constant') value = init.value;
    else if (init.kind === 'given') value = init.values[i];
    else if (init.kind === 'uniform') value = init.low + (init.high - init.low) * random.next();
    else value = init.deviation * random.normal();
    if (mask && mask[i] === 0) return 0;
    return constraint === 'softplus' ? rawOf(value) : value;
  });
}
