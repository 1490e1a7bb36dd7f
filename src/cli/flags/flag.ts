/**
 * Defines each flag of a command once: its purpose, its parser, the values it accepts and its default. The help, the errors
 * and the type of the value follow from that.
 */
import { anything, oneOf, type Rule } from '../../check/rules.ts';
import { UsageError } from '../failure.ts';

/** A command's description of a flag. */
export interface Details {
  /** Its purpose. The help adds accepted values and the default. */
  readonly help: string;
  /** One letter, as in `-o`. */
  readonly alias?: string;
  /** Stands for the value in the help. Default: N for numbers, NAME for names. */
  readonly hint?: string;
  /** The value without the flag, as typed. */
  readonly default?: string;
  /** The default in words, if it depends on something. */
  readonly otherwise?: string;
  readonly required?: true;
  /** Its name among the library's options, if it is one: see `optionsOf`. */
  readonly option?: string;
  /** Takes two values, which `parse` gets in two lines. */
  readonly isPair?: true;
  /** Names the file that the command writes. If that is standard output, the command prints nothing else there. */
  readonly isOutput?: true;
}

export interface Flag<T> extends Details {
  /** A boolean flag takes no value. */
  readonly type: 'string' | 'boolean';
  /** Accepted values in words; absent if the help says them. */
  readonly expected?: string;
  /** @throws UsageError naming the flag and the values that it accepts */
  parse(given: string, name: string): T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** The type of a flag's value: includes `undefined` only if the flag is optional and has no default. */
export type Value<F> =
  F extends Flag<infer T>
    ? F extends { readonly type: 'boolean' } | { readonly default: string } | { readonly required: true }
      ? T
      : T | undefined
    : never;

export type Values<F extends Flags> = { readonly [N in keyof F]: Value<F[N]> };

/** Returns the value if the rule accepts it. @throws UsageError */
export function ruled<T>(name: string, rule: Rule, value: unknown): T {
  const wrong = rule(value);
  if (wrong !== null) throw new UsageError(`--${name}${wrong}`);
  return value as T;
}

/** @param read parses the text for the rule; returns the text itself if it cannot */
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

/** Parses a number; returns the text if it is none. */
export const numberIn = (given: string): number | string =>
  given.trim() === '' || Number.isNaN(Number(given)) ? given : Number(given);

export const number = <const D extends Details>(rule: Rule, details: D) =>
  flag<number, { readonly hint: string } & D>(rule, numberIn, { hint: 'N', ...details });

export const choice = <T extends string, const D extends Details>(choices: readonly T[], details: D) =>
  flag<T, { readonly hint: string } & D>(oneOf(choices), (given) => given, { hint: 'NAME', ...details });

export const text = <const D extends Details>(details: D) =>
  flag<string, D>(anything, (given) => given, details);

/** Two files. */
export const twoFiles = <const D extends Details>(details: D) =>
  flag<readonly [string, string], D & { readonly isPair: true }>(anything, (given) => given.split('\n'), {
    ...details,
    isPair: true,
  });

/** One or more names separated by commas. */
export const names = <const D extends Details>(details: D) =>
  flag<string[], { readonly hint: string } & D>(anything, namesIn, { hint: 'NAMES', ...details });

function namesIn(given: string, name: string): string[] {
  const found = list(given);
  if (found.length === 0) throw new UsageError(`--${name} needs names, separated by commas`);
  return found;
}

/** A flag without a value: false if absent. */
export const on = <const D extends Details>(
  details: D,
): Flag<boolean> & D & { readonly type: 'boolean' } => ({
  ...details,
  type: 'boolean',
  parse: (given, name) => ruled<string>(name, oneOf(['true', 'false']), given) === 'true',
});

/** Splits at commas. */
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

/** Parses a boolean or a number, or returns the text. */
export const literal = (given: string): boolean | number | string =>
  given === 'true' || given === 'false' ? given === 'true' : numberIn(given);

/** Flags as options of the library, by their names there. */
type OptionsOf<F extends Flags> = {
  readonly [N in keyof F as F[N] extends { readonly option: infer O extends string }
    ? O
    : never]?: NonNullable<Value<F[N]>>;
};

/** The values of flags that are options of the library and are given or have a default. */
export const optionsOf = <F extends Flags>(flags: F, values: Partial<Values<F>>): OptionsOf<F> =>
  Object.fromEntries(
    Object.entries(flags).flatMap(([name, { option }]) =>
      option === undefined || values[name] === undefined ? [] : [[option, values[name]]],
    ),
  ) as OptionsOf<F>;
