import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { call } from '../../src/cli/call.ts';
import { Terminal } from '../../src/cli/terminal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'dist/cli.js');

/**
 * Calls the command line of the sources in this process, which is many times as fast as `meniscus`. That one is for what
 * needs a process of its own: kills, pipes, what the bundle holds. The working folder is the process's: one call at a time.
 */
export async function called(
  words: readonly string[],
  {
    cwd = root,
    input = '',
    run = call,
  }: { cwd?: string; input?: string | Uint8Array; run?: typeof call } = {},
) {
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const into = (chunks: Buffer[]) =>
    new Writable({
      write(chunk, _, done) {
        chunks.push(chunk);
        done();
      },
    });
  const stdin = Readable.from([input]);
  const before = process.cwd();
  process.chdir(cwd);
  const status = await run(words, new Terminal(stdin, into(printed.stdout), into(printed.stderr))).finally(
    () => process.chdir(before),
  );
  return {
    status,
    stdout: Buffer.concat(printed.stdout).toString(),
    stderr: Buffer.concat(printed.stderr).toString(),
  };
}

/** Runs the built command line to its end, in a process of its own. */
export function meniscus(args: readonly string[], { cwd = root, input = '', program = cli } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Starts it and does not wait. */
export const start = (args: readonly string[], cwd: string, program = cli) =>
  spawn(process.execPath, [program, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });

export { cli, root };
