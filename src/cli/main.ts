#!/usr/bin/env node
import { call } from './call.ts';
import { Terminal } from './terminal.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader of a pipe has seen enough
  console.error(`meniscus: the output cannot be written (${error.code})`);
  process.exit(1);
});
process.exitCode = await call(
  process.argv.slice(2),
  new Terminal(process.stdin, process.stdout, process.stderr),
);
