/** Node 24 beside the Node that runs: its V8 compiles WebAssembly otherwise. An optional package of bench/peers. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The path of a Node 24 that runs here; null where it is not installed or not made for this host. */
export function findNode24(): string | null {
  const node = resolve('bench/peers/node_modules/node24/bin/node');
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('v24.') ? node : null;
}
