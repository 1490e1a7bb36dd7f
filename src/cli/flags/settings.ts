/** Flags that name something of a list, with its settings: `adamw:beta2=0.99`. */
import { oneOf, type Rule } from '../../check/rules.ts';
import { anyOf } from '../../check/shown.ts';
import { UsageError } from '../failure.ts';
import { pairs, ruled } from './flag.ts';

/** What makes each thing of a list from its settings. */
type Makers<T> = Readonly<Record<string, (settings: object) => T>>;

/** Says what may be named; `madeIn` has checked it. */
export const anyName = (names: readonly string[]): Rule =>
  Object.assign((() => null) as Rule, { expected: anyOf(names) });

/**
 * Parses a name with its settings; without settings it is the name itself.
 * @param makers of what has settings
 * @param names of all
 */
export const madeIn =
  <T>(makers: Makers<T>, names: readonly string[]) =>
  (given: string, flag: string): T | string => {
    const [key, ...rest] = given.split(':');
    const name = ruled<string>(flag, oneOf(names), key);
    if (rest.length === 0) return name;
    const settings = pairs(rest.join(':'), flag);
    if (!Object.hasOwn(makers, name)) throw new UsageError(`--${flag} ${given}: ${name} has no settings`);
    try {
      return makers[name](settings);
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(`--${flag} ${given}: ${error.message}`);
      throw error;
    }
  };
