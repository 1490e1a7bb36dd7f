import { visible } from '../check/visible.ts';
import { failureOf } from './failure.ts';
import { Terminal } from './terminal.ts';

/** Runs a command line with this process's words, streams and exit code. */
export async function start(
  run: (words: readonly string[], terminal: Terminal) => Promise<number>,
): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // the reader of a pipe stopped reading
    console.error(`meniscus: the output cannot be written (${error.code})`);
    process.exit(1);
  });
  // errors that no command awaits end in one line too
  for (const event of ['uncaughtException', 'unhandledRejection'])
    process.on(event, (error: unknown) => {
      const { code, text } = failureOf(error);
      console.error(visible(text));
      process.exit(code);
    });
  process.exitCode = await run(
    process.argv.slice(2),
    new Terminal(process.stdin, process.stdout, process.stderr),
  );
}
