import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, defineCommand, type ParsedArgs, parseArgs, renderUsage } from 'citty';
import { meant } from '../check/nearest.ts';
import type { Terminal } from './terminal.ts';
import { sentence, UsageError } from './usage.ts';

/** A command of the CLI: one file each, and a line in `commands.ts`. */
export interface Command<T extends ArgsDef = ArgsDef> {
  readonly name: string;
  /** What is typed to call it; default: `meniscus` and its name. */
  readonly program?: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly args: T;
  /** Takes more words than it has positional arguments: they are in `_`. */
  readonly rest?: boolean;
  /** Reads and prints by the terminal alone, so that it can be called in any process. */
  run(args: ParsedArgs<T>, terminal: Terminal): Promise<void> | void;
}

/** Keeps the types of the flags. */
export const command = <const T extends ArgsDef>(definition: Command<T>): Command<T> => definition;

const programOf = ({ name, program = `meniscus ${name}` }: Pick<Command, 'name' | 'program'>): string =>
  program;

/** The help of a command: citty's usage, then the examples. */
export async function help(command: Command): Promise<string> {
  const { description, args, examples } = command;
  const meta = { name: programOf(command), description };
  const usage = await renderUsage(defineCommand({ meta, args }));
  return `${stripVTControlCharacters(usage)}\nEXAMPLES\n\n${examples.map((line) => `  ${line}`).join('\n')}\n`;
}

/**
 * Reads the flags of a command.
 * @throws UsageError for an unknown flag (with the nearest), a flag without its value, a missing or extra argument
 */
export function read<T extends ArgsDef>(
  { name, program, args, rest }: Command<T>,
  raw: readonly string[],
): ParsedArgs<T> {
  const seeHelp = `See ${programOf({ name, program })} --help`;
  const flags = Object.entries(args).filter(([, def]) => def.type !== 'positional');
  const known = flags.flatMap(([flag, def]) => [flag, ...aliases(def)]);
  const positionals = Object.entries(args).filter(([, def]) => def.type === 'positional');
  let given = 0;
  for (let i = 0; i < raw.length; i++) {
    const token = raw[i];
    if (!token.startsWith('-') || token === '-') {
      given++;
      continue;
    }
    const [flag] = token.replace(/^--?/, '').split('=');
    const found = flags.find(([key, def]) => key === flag || aliases(def).includes(flag));
    if (!found)
      throw new UsageError(`${name}: unknown flag ${token}${sentence(meant(flag, known, '--'))} ${seeHelp}`);
    if (found[1].type === 'boolean' || token.includes('=')) continue;
    if (i + 1 >= raw.length || /^--?[a-z]/i.test(raw[i + 1]))
      throw new UsageError(`${name}: --${found[0]} needs a value. ${seeHelp}`);
    i++;
  }
  const required = positionals.filter(([, def]) => def.required !== false);
  if (given < required.length) throw new UsageError(`${name}: ${required[given][0]} is missing. ${seeHelp}`);
  if (given > positionals.length && !rest) throw new UsageError(`${name}: too many arguments. ${seeHelp}`);
  // the parser takes -o=x for -o "=x"
  const words = raw.flatMap((token) => (/^-\w=/.test(token) ? [token.slice(0, 2), token.slice(3)] : [token]));
  try {
    return parseArgs<T>(words, args);
  } catch (error) {
    if ((error as Error).name !== 'CLIError') throw error;
    const [, flag] = /(--[\w-]+)/.exec((error as Error).message) ?? [];
    throw new UsageError(`${name}: ${flag ? `${flag} is missing` : (error as Error).message}. ${seeHelp}`);
  }
}

function aliases(def: ArgsDef[string]): string[] {
  if (!('alias' in def) || def.alias === undefined) return [];
  return Array.isArray(def.alias) ? def.alias : [def.alias];
}
