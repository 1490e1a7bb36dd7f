import { parseArgs } from 'node:util';
import { meant } from '../../check/nearest.ts';
import { type Arguments, type Command, type Positionals, programOf } from '../command.ts';
import { sentence, UsageError } from '../failure.ts';
import type { Flags } from './flag.ts';

/** Matches another flag, which cannot be a value. `-3..40` and `-5` are values. */
const isFlag = (word: string): boolean => /^--?[a-z]/i.test(word);

/**
 * Reads the words after a command.
 * @throws UsageError for an unknown flag (with the nearest), a missing or wrong value, or a missing or extra argument
 */
export function read<P extends Positionals, F extends Flags>(
  command: Command<P, F>,
  words: readonly string[],
): Arguments<P, F> {
  const { flags, name } = command;
  const refuse = (why: string): never => {
    throw new UsageError(`${name}: ${why} See ${programOf(command)} --help`);
  };
  const { given, typed } = sorted(flags, words, refuse);
  const values: Record<string, unknown> = positionals(command.positionals, given, refuse);
  for (const [key, one] of Object.entries(flags)) {
    const text = typed.get(key) ?? one.default ?? (one.type === 'boolean' ? 'false' : undefined);
    if (text !== undefined) values[key] = one.parse(text, key);
    else if (one.required) refuse(`--${key} is missing.`);
  }
  return values as Arguments<P, F>;
}

type Refuse = (why: string) => never;

/** Separates arguments from the texts of flags. The last of a name counts. */
function sorted(flags: Flags, words: readonly string[], refuse: Refuse) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, alias }]) => [name, { type, ...(alias && { short: alias }) }]),
  );
  // not strict: a value may begin with a minus, and our messages suggest the nearest flag
  const { tokens } = parseArgs({ args: [...words], options, strict: false, tokens: true });
  const given: string[] = [];
  const typed = new Map<string, string>();
  /** The flag whose second value comes next. */
  let half: string | null = null;
  for (const token of tokens) {
    if (half !== null && token.kind !== 'positional') refuse(`--${half} needs two values.`);
    if (token.kind === 'positional') {
      if (half === null) given.push(token.value);
      else typed.set(half, `${typed.get(half)}\n${token.value}`);
      half = null;
    }
    if (token.kind !== 'option') continue;
    const { name, index, rawName, inlineValue = false } = token;
    const found = Object.hasOwn(flags, name) ? flags[name] : null;
    // -o=x has the value "=x" here, and -out the value "ut"
    const isShort = inlineValue && !rawName.startsWith('--');
    if (!found || (isShort && !token.value?.startsWith('='))) return unknown(flags, words[index], refuse);
    const value = isShort ? token.value?.slice(1) : token.value;
    if (found.type === 'boolean') typed.set(name, value ?? 'true');
    else if (value === undefined || (!inlineValue && isFlag(value))) refuse(`--${name} needs a value.`);
    else {
      typed.set(name, value);
      if (found.isPair) half = name;
    }
  }
  if (half !== null) refuse(`--${half} needs two values.`);
  return { given, typed };
}

function unknown(flags: Flags, word: string, refuse: Refuse): never {
  const [wanted] = word.replace(/^--?/, '').split('=');
  const known = Object.entries(flags).flatMap(([name, { alias }]) => [name, ...(alias ? [alias] : [])]);
  return refuse(`unknown flag ${word}${sentence(meant(wanted, known, '--'))}`);
}

/** Arguments by their names, in their order. */
function positionals(wanted: Positionals, given: readonly string[], refuse: Refuse): Record<string, unknown> {
  const all = Object.entries(wanted);
  const missing = all.find(([, { optional }], i) => !optional && i >= given.length);
  if (missing) refuse(`${missing[0]} is missing.`);
  if (given.length > all.length && !all.at(-1)?.[1].many) refuse('too many arguments.');
  return Object.fromEntries(all.map(([name, { many }], i) => [name, many ? given.slice(i) : given[i]]));
}
