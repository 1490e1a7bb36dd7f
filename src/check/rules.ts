/** Rules for options. */
import { meant } from './nearest.ts';
import { anyOf, shown } from './shown.ts';

/** What is wrong with a value, to follow the option's name: ` must be > 0, not -1`. Null if it fits. */
export interface Rule {
  (value: unknown): string | null;
  /** Whether the option is required. */
  readonly needed?: boolean;
  /** What it accepts, in words: `a whole number ≥ 1`. */
  readonly expected?: string;
}

/** One rule for every option. */
export type Rules<T> = { readonly [K in keyof T]-?: Rule };

/** @param expected what a value must be, in words */
export const rule = (expected: string, fits: (value: unknown) => boolean): Rule =>
  Object.assign((value: unknown) => (fits(value) ? null : ` must be ${expected}, not ${shown(value)}`), {
    expected,
  });

/** Makes an option required. */
export const needed = (one: Rule): Rule =>
  Object.assign((value: unknown) => one(value), one, { needed: true });

export const anything: Rule = () => null;
export const flag = rule('true or false', (x) => typeof x === 'boolean');
export const text = rule('a text', (x) => typeof x === 'string');
export const callable = rule('a function', (x) => typeof x === 'function');
export const bytes = rule(
  'bytes: a Uint8Array or an ArrayBuffer',
  (x) => x instanceof Uint8Array || x instanceof ArrayBuffer,
);
export const map = rule('a Map', (x) => x instanceof Map);
export const record = rule('an object', (x) => typeof x === 'object' && x !== null && !Array.isArray(x));
export const finite = rule('a finite number', Number.isFinite);

export const positive = rule('a number > 0', (x) => Number.isFinite(x) && Number(x) > 0);

/** In [least, most]. */
export const between = (least: number, most: number): Rule =>
  rule(
    most === Infinity ? `a number ≥ ${least}` : `a number from ${least} to ${most}`,
    (x) => Number.isFinite(x) && Number(x) >= least && Number(x) <= most,
  );

export const whole = (least: number, most = Number.POSITIVE_INFINITY): Rule =>
  rule(
    most === Infinity ? `a whole number ≥ ${least}` : `a whole number from ${least} to ${most}`,
    (x) => Number.isInteger(x) && Number(x) >= least && Number(x) <= most,
  );

export const oneOf = (choices: readonly unknown[]): Rule => {
  const expected = anyOf(choices);
  const refusal = (value: unknown): string | null => {
    if (choices.includes(value)) return null;
    const names = choices.filter((choice): choice is string => typeof choice === 'string');
    const hint = typeof value === 'string' ? meant(value, names) : '';
    return ` must be ${expected}, not ${shown(value)}${hint}`;
  };
  return Object.assign(refusal, { expected });
};

export const orNull = (one: Rule): Rule =>
  Object.assign((value: unknown) => (value === null ? null : one(value)), one);

/** A list in which every element fits. */
export const listOf =
  (one: Rule): Rule =>
  (value) => {
    if (!Array.isArray(value)) return ` must be a list, not ${shown(value)}`;
    for (const [i, element] of value.entries()) {
      const wrong = one(element);
      if (wrong !== null) return `[${i}]${wrong}`;
    }
    return null;
  };

/** Finite numbers in an array of any kind; as many as `length`, if that is given. */
export const numbers = (length?: number): Rule =>
  rule(`${length ?? 'a list of'} finite numbers`, (x) => {
    if (!(Array.isArray(x) || ArrayBuffer.isView(x))) return false;
    const list = Array.from(x as ArrayLike<unknown>);
    return (length === undefined || list.length === length) && list.every(Number.isFinite);
  });
