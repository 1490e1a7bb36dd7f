import { readFileSync } from 'node:fs';
import { meant } from '../check/nearest.ts';
import { isStdout } from '../files/target.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { failureOf, sentence, UsageError } from './failure.ts';
import { help } from './flags/help.ts';
import { read } from './flags/read.ts';
import type { Terminal } from './terminal.ts';

const overview = `meniscus: train liquid and other small recurrent networks, run them in a few kilobytes of WebAssembly

USAGE  meniscus COMMAND [OPTIONS]

${commands.map(({ name, description }) => `  ${name.padEnd(10)}${description}`).join('\n')}

EXAMPLES

  meniscus train data.csv --target temp --cell ltc --units 16 -o temp.mns
  meniscus run temp.mns < live.csv
  meniscus COMMAND --help
  meniscus --version
`;

/**
 * Runs the command line once, in this process.
 * @param words after `meniscus`
 * @returns the exit code: 0; 1 for a failure; 2 for a mistake that one line explains
 */
export const call = (words: readonly string[], terminal: Terminal): Promise<number> =>
  coded(terminal, () => obey(words, terminal));

/** Runs a single command, for a program of its own. @param words after its name; otherwise like `call` */
export const callCommand = (
  command: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> => coded(terminal, () => obeyCommand(command, words, terminal));

async function coded(terminal: Terminal, run: () => Promise<void>): Promise<number> {
  try {
    await run();
    return terminal.exitCode;
  } catch (error) {
    const { code, text } = failureOf(error);
    terminal.console.error(text);
    return code;
  }
}

async function obey([name, ...rest]: readonly string[], terminal: Terminal): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.stdout.write(overview);
    if (name === undefined) terminal.exitCode = 2;
    return;
  }
  if (name === '--version' || name === '-v') return terminal.console.log(version());
  const found = commands.find((command) => command.name === name);
  if (!found)
    throw new UsageError(
      `unknown command "${name}"${sentence(
        meant(
          name,
          commands.map((c) => c.name),
        ),
      )} See meniscus --help`,
    );
  await obeyCommand(found, rest, terminal);
}

async function obeyCommand(command: Command, words: readonly string[], terminal: Terminal): Promise<void> {
  if (words.includes('--help') || words.includes('-h')) {
    terminal.stdout.write(help(command));
    return;
  }
  const args = read(command, words);
  const written = Object.keys(command.flags).filter((name) => command.flags[name].isOutput);
  if (written.some((name) => isStdout(args[name] as string | undefined))) terminal.freeStdout();
  await command.run(args, terminal);
}

/** The package's version. package.json lies one folder above the built programs and two above the sources. */
function version(): string {
  for (const above of ['../package.json', '../../package.json'])
    try {
      return JSON.parse(readFileSync(new URL(above, import.meta.url), 'utf8')).version;
    } catch {
      // not there: try the next
    }
  return 'unknown';
}
