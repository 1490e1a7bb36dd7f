/** The audit's program, called as the command line is. */
import { join } from 'node:path';
import { audit } from '../../audit/command.ts';
import { callCommand } from '../../src/cli/call.ts';
import * as cli from '../cli/command-line.ts';

export const program = join(cli.root, 'dist/audit.js');

export const called: typeof cli.called = (words, options) =>
  cli.called(words, {
    ...options,
    run: (given, terminal) => callCommand(audit, given, terminal),
  });

export const meniscus: typeof cli.meniscus = (words, options) => cli.meniscus(words, { ...options, program });

export const start: typeof cli.start = (words, cwd) => cli.start(words, cwd, program);
