/**
 * Runs the as-pect specs of assembly/tests: prints their report, and fails when a spec fails or when none ran.
 *
 * The runner's own launcher answers 0 when its child is killed, and no specs at all count as a pass: hence this.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const runner = join(root, 'node_modules/@as-pect/cli/lib/test.js');
const { status, signal, error, stdout } = spawnSync(
  process.execPath,
  [
    runner,
    '--no-logo',
    '--summary',
    '--as-config',
    'assembly/tests/as-pect.asconfig.json',
    ...process.argv.slice(2),
  ],
  { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 },
);
process.stdout.write((stdout ?? '').slice(Math.max(0, (stdout ?? '').indexOf('⚡')))); // without the logo
if (error) throw error;

const [, passed, total] = stripVTControlCharacters(stdout).match(/\[Tests\]:\s*(\d+)\s*\/\s*(\d+)/) ?? [];
const count = Number(total ?? 0);
if (signal) fail(`the runner was killed by ${signal}`);
if (status !== 0) fail(`the runner ended with code ${status}`);
if (count === 0) fail('no spec ran');
if (Number(passed) !== count) fail(`${count - Number(passed)} of ${count} specs failed`);

function fail(reason) {
  console.error(`as-pect: ${reason}`);
  process.exit(1);
}
