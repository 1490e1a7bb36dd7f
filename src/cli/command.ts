import type { Flags, Values } from './flags/flag.ts';
import type { Terminal } from './terminal.ts';

/** An argument without a flag. */
export interface Positional {
  readonly help: string;
  readonly optional?: true;
  /** Takes all remaining arguments as a list. Only the last may. */
  readonly many?: true;
}

export type Positionals = Readonly<Record<string, Positional>>;

/** What a command receives: arguments as texts, flags as parsed values. */
export type Arguments<P extends Positionals, F extends Flags> = {
  readonly [N in keyof P]: P[N] extends { readonly many: true }
    ? readonly string[]
    : P[N] extends { readonly optional: true }
      ? string | undefined
      : string;
} & Values<F>;

/** A command of the CLI. Each has its own file, and a line in `commands.ts`. */
export interface Command<P extends Positionals = Positionals, F extends Flags = Flags> {
  readonly name: string;
  /** How to call it; default: `meniscus` and its name. */
  readonly program?: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly positionals: P;
  readonly flags: F;
  /** Reads and prints only through the terminal, so that any process can call it. */
  run(args: Arguments<P, F>, terminal: Terminal): Promise<void> | void;
}

/** Infers the types of arguments and flags. */
export const command = <const P extends Positionals, const F extends Flags>(
  definition: Command<P, F>,
): Command<P, F> => definition;

export const programOf = ({
  name,
  program = `meniscus ${name}`,
}: Pick<Command, 'name' | 'program'>): string => program;
