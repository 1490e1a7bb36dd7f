import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { call } from '../../src/cli/call.ts';
import { Terminal } from '../../src/cli/terminal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'dist/cli.js');

/**
 * Calls the command line of the sources in this process, which is many times as fast as `meniscus`. That one is for what
 * needs a process of its own: kills, pipes, working folders, what the bundle holds.
 */
export async function called(words: readonly string[], { input = '' }: { input?: string | Uint8Array } = {}) {
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const into = (chunks: Buffer[]) =>
    new Writable({
      write(chunk, _, done) {
        chunks.push(chunk);
        done();
      },
    });
  const stdin = Readable.from([input]);
  const status = await call(words, new Terminal(stdin, into(printed.stdout), into(printed.stderr)));
  return {
    status,
    stdout: Buffer.concat(printed.stdout).toString(),
    stderr: Buffer.concat(printed.stderr).toString(),
  };
}

/** Runs the built command line to its end, in a process of its own. */
export function meniscus(args: readonly string[], { cwd = root, input = '' } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Starts it and does not wait. */
export const start = (args: readonly string[], cwd: string) =>
  spawn(process.execPath, [cli, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'meniscus-'));
export { cli, root };
