import { meant } from '../check/nearest.ts';
import { DataError } from '../data/sequence.ts';
import { ShapeError } from '../graph/op.ts';
import { ImportError } from '../import/index.ts';
import { MeniscusError } from '../runtime/index.ts';
import { help, read } from './command.ts';
import { commands } from './commands.ts';
import { FileError } from './files.ts';
import type { Terminal } from './terminal.ts';
import { printable, sentence, UsageError } from './usage.ts';

const overview = `meniscus: train liquid and other small recurrent networks, run them in a few kilobytes of WebAssembly

USAGE  meniscus COMMAND [OPTIONS]

${commands.map(({ name, description }) => `  ${name.padEnd(10)}${description}`).join('\n')}

EXAMPLES

  meniscus train data.csv --target temp --cell ltc --units 16 -o temp.mns
  meniscus run temp.mns < live.csv
  meniscus COMMAND --help
`;

/** Mistakes of the user or of a file that the user named: one line says all. */
const expected = [UsageError, DataError, FileError, ImportError, MeniscusError, ShapeError, RangeError];

/**
 * Runs the command line once, in this process.
 * @param words what stands behind `meniscus`
 * @returns the exit code: 0, 1 for what failed, 2 for a mistake that one line explains
 */
export async function call(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await obey(words, terminal);
    return terminal.exitCode;
  } catch (error) {
    if (!(error instanceof Error && expected.some((kind) => error instanceof kind))) {
      terminal.console.error(error);
      return 1;
    }
    terminal.console.error(`meniscus: ${printable(error.message)}`);
    return 2;
  }
}

async function obey([name, ...rest]: readonly string[], terminal: Terminal): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.stdout.write(overview);
    if (name === undefined) terminal.exitCode = 2;
    return;
  }
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
  if (rest.includes('--help') || rest.includes('-h')) terminal.stdout.write(await help(found));
  else await found.run(read(found, rest), terminal);
}
