/**
 * A flag of a command, written once: what it is for, how its text becomes a value, which values it accepts and what holds
 * without it. The help, the errors and the type of the value are made of that.
 */
import { anything, oneOf, type Rule } from '../../check/rules.ts';
import { UsageError } from '../failure.ts';

/** What a command says of a flag. */
export interface Details {
  /** What it is for. The help adds what it accepts, and the default. */
  readonly help: string;
  /** One letter, as in `-o`. */
  readonly alias?: string;
  /** What stands for the value in the help. Default: N for numbers, NAME for names. */
  readonly hint?: string;
  /** What is taken where the flag is left out, as it would be typed. */
  readonly default?: string;
  /** In words, where that depends on something. */
  readonly otherwise?: string;
  readonly required?: true;
  /** Its name among the options of the library, where that differs from none: see `optionsOf`. */
  readonly option?: string;
  /** It names the file that the command writes: where that is standard output, nothing else is printed there. */
  readonly isOutput?: true;
}

export interface Flag<T> extends Details {
  /** A boolean one takes no value. */
  readonly type: 'string' | 'boolean';
  /** What it accepts, in words; absent where the help says it. */
  readonly expected?: string;
  /** @throws UsageError naming the flag, and what it accepts */
  parse(given: string, name: string): T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** What a command gets of a flag: `undefined` only where it has no default and may be left out. */
export type Value<F> =
  F extends Flag<infer T>
    ? F extends { readonly type: 'boolean' } | { readonly default: string } | { readonly required: true }
      ? T
      : T | undefined
    : never;

export type Values<F extends Flags> = { readonly [N in keyof F]: Value<F[N]> };

/** The value, if the rule accepts it. @throws UsageError */
export function ruled<T>(name: string, rule: Rule, value: unknown): T {
  const wrong = rule(value);
  if (wrong !== null) throw new UsageError(`--${name}${wrong}`);
  return value as T;
}

/** @param read turns the text into what the rule judges; what it cannot read it leaves a text */
export const flag = <T, const D extends Details>(
  rule: Rule,
  read: (given: string, name: string) => unknown,
  details: D,
): Flag<T> & D & { readonly type: 'string' } => ({
  ...details,
  type: 'string',
  ...(rule.expected !== undefined && { expected: rule.expected }),
  parse: (given, name) => ruled<T>(name, rule, read(given, name)),
});

/** The number that a text is; the text where it is none. */
export const numberIn = (given: string): number | string =>
  given.trim() === '' || Number.isNaN(Number(given)) ? given : Number(given);

export const number = <const D extends Details>(rule: Rule, details: D) =>
  flag<number, { readonly hint: string } & D>(rule, numberIn, { hint: 'N', ...details });

export const choice = <T extends string, const D extends Details>(choices: readonly T[], details: D) =>
  flag<T, { readonly hint: string } & D>(oneOf(choices), (given) => given, { hint: 'NAME', ...details });

export const text = <const D extends Details>(details: D) =>
  flag<string, D>(anything, (given) => given, details);

/** Names by comma. */
export const names = <const D extends Details>(details: D) =>
  flag<string[], { readonly hint: string } & D>(anything, list, { hint: 'NAMES', ...details });

/** A flag without a value: false where it is left out. */
export const on = <const D extends Details>(
  details: D,
): Flag<boolean> & D & { readonly type: 'boolean' } => ({
  ...details,
  type: 'boolean',
  parse: (given, name) => ruled<string>(name, oneOf(['true', 'false']), given) === 'true',
});

/** What stands between the commas. */
export const list = (given: string): string[] =>
  given
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/** `mode=no_gate,backboneLayers=1` → { mode: 'no_gate', backboneLayers: 1 }. @throws UsageError naming the flag */
export function pairs(given: string, name: string): Record<string, unknown> {
  return Object.fromEntries(
    list(given).map((pair) => {
      const [key, value] = pair.split('=');
      if (value === undefined) throw new UsageError(`--${name} needs pairs as key=value, not "${pair}"`);
      return [key, literal(value)];
    }),
  );
}

/** The boolean or the number that a text is, or the text. */
export const literal = (given: string): boolean | number | string =>
  given === 'true' || given === 'false' ? given === 'true' : numberIn(given);

/** Flags as options of the library, by the names that they have there. */
type OptionsOf<F extends Flags> = {
  readonly [N in keyof F as F[N] extends { readonly option: infer O extends string }
    ? O
    : never]?: NonNullable<Value<F[N]>>;
};

/** The values of those flags that are options of the library, and were given or have a default. */
export const optionsOf = <F extends Flags>(flags: F, values: Partial<Values<F>>): OptionsOf<F> =>
  Object.fromEntries(
    Object.entries(flags).flatMap(([name, { option }]) =>
      option === undefined || values[name] === undefined ? [] : [[option, values[name]]],
    ),
  ) as OptionsOf<F>;
