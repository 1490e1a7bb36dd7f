/**
 * How every public function checks its options: one rule for each option, and one error for a key without a rule or a value
 * that breaks its rule.
 */
import { unknownKey } from './keys.ts';
import type { Rule, Rules } from './rules.ts';
import { shown } from './shown.ts';

/** Throws the checking library's error. */
export type Refuse = (message: string) => never;

const rangeError: Refuse = (message) => {
  throw new RangeError(message);
};

/**
 * Refuses unknown options and wrong values.
 * @param of the function, for the message
 * @param rules one for every option: TypeScript refuses a table that lacks one
 * @throws RangeError, or what `refuse` throws, naming function and option, with the nearest name or what is allowed
 */
export function checkOptions<T extends object>(
  of: string,
  given: T,
  rules: Rules<T>,
  refuse: Refuse = rangeError,
): void {
  if (!isObject(given)) refuse(`${of}: options must be an object, not ${shown(given)}`);
  const wrong = wrongOption(given, rules);
  if (wrong !== null) refuse(`${of}: ${wrong}`);
}

/** What is wrong with options, as text that begins with the option; null if nothing is. */
function wrongOption(given: object, rules: Readonly<Record<string, Rule>>): string | null {
  const unknown = unknownKey(given, Object.keys(rules));
  if (unknown !== null) return unknown;
  for (const [key, rule] of Object.entries(rules)) {
    const value = (given as Record<string, unknown>)[key];
    if (value === undefined && !rule.needed) continue;
    const wrong = rule(value);
    if (wrong !== null) return `${key}${wrong}`;
  }
  return null;
}

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Options within options, or the fields of an object. */
export const fields =
  <T extends object>(rules: Rules<T>): Rule =>
  (value) => {
    if (!isObject(value))
      return ` must be an object of ${Object.keys(rules).join(', ')}, not ${shown(value)}`;
    const wrong = wrongOption(value, rules);
    return wrong === null ? null : `: ${wrong}`;
  };

/** Checks one argument that is no set of options. @throws as `checkOptions` */
export function checkArgument(
  of: string,
  name: string,
  value: unknown,
  rule: Rule,
  refuse: Refuse = rangeError,
): void {
  const wrong = rule(value);
  if (wrong !== null) refuse(`${of}: ${name}${wrong}`);
}
