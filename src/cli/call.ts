import { meant } from '../check/nearest.ts';
import { help, read } from './command.ts';
import { commands } from './commands.ts';
import { failureOf } from './failure.ts';
import { isStdout } from './files.ts';
import type { Terminal } from './terminal.ts';
import { sentence, UsageError } from './usage.ts';
import { version } from './version.ts';

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
 * @param words what stands behind `meniscus`
 * @returns the exit code: 0, 1 for what failed, 2 for a mistake that one line explains
 */
export async function call(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await obey(words, terminal);
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
  if (rest.includes('--help') || rest.includes('-h')) terminal.stdout.write(await help(found));
  else {
    const args = read(found, rest);
    const { out, output } = args as { out?: string; output?: string };
    if (isStdout(out ?? output)) terminal.freeStdout();
    await found.run(args, terminal);
  }
}
