#!/usr/bin/env node
import { nearest } from '../check/nearest.ts';
import { DataError } from '../data/sequence.ts';
import { ShapeError } from '../graph/op.ts';
import { ImportError } from '../import/index.ts';
import { MeniscusError } from '../runtime/index.ts';
import { help, read } from './command.ts';
import { commands } from './commands.ts';
import { FileError } from './files.ts';
import { printable, UsageError } from './usage.ts';

const overview = `meniscus: train liquid and other small recurrent networks, run them in a few kilobytes of WebAssembly

USAGE  meniscus COMMAND [OPTIONS]

${commands.map(({ name, description }) => `  ${name.padEnd(10)}${description}`).join('\n')}

EXAMPLES

  meniscus train data.csv --target temp --cell ltc --units 16 -o temp.mns
  meniscus run temp.mns < live.csv
  meniscus COMMAND --help
`;

async function main([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview);
    if (name === undefined) process.exitCode = 2;
    return;
  }
  const found = commands.find((command) => command.name === name);
  if (!found)
    throw new UsageError(
      `unknown command "${name}": did you mean "${nearest(
        name,
        commands.map((c) => c.name),
      )}"? See meniscus --help`,
    );
  if (rest.includes('--help') || rest.includes('-h')) process.stdout.write(await help(found));
  else await found.run(read(found, rest));
}

/** Mistakes of the user or of a file that the user named: one line says all. */
const expected = [UsageError, DataError, FileError, ImportError, MeniscusError, ShapeError, RangeError];

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader of a pipe has seen enough
  console.error(`meniscus: the output cannot be written (${error.code})`);
  process.exit(1);
});
main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof Error && expected.some((kind) => error instanceof kind)) {
    console.error(`meniscus: ${printable(error.message)}`);
    process.exitCode = 2;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
});
