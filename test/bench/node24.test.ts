/** The newer Node that benches run beside this one. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findNode24 } from '../../bench/step/node24.ts';

const node24 = findNode24();
if (node24 === null)
  console.log('Node 24: skipped: it is not installed in bench/peers, or does not run here');

test.skipIf(node24 === null)('Node 24 is what it says', () => {
  const { stdout } = spawnSync(node24!, ['-p', 'process.versions.v8'], { encoding: 'utf8' });
  expect(stdout).toMatch(/^13\./);
});
