#!/usr/bin/env node
import { visible } from '../check/visible.ts';
import { call } from './call.ts';
import { failureOf } from './failure.ts';
import { Terminal } from './terminal.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader of a pipe has seen enough
  console.error(`meniscus: the output cannot be written (${error.code})`);
  process.exit(1);
});
// what no command waits for: it ends in one line too
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => {
    const { code, text } = failureOf(error);
    console.error(visible(text));
    process.exit(code);
  });
process.exitCode = await call(
  process.argv.slice(2),
  new Terminal(process.stdin, process.stdout, process.stderr),
);
