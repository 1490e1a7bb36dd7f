import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'dist/cli.js');

/** Runs the built command line to its end. */
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
