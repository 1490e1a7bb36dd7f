import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { called } from './command-line.ts';

test('--header takes a line like those below for names, in training and in the run after it', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'header-'));
  const rows = Array.from({ length: 60 }, (_, k) => `x${k % 3},${(k * 7) % 11},run`);
  writeFileSync(join(cwd, 'a.csv'), `${['idle,2,on', ...rows].join('\n')}\n`);
  const train = ['train', 'a.csv', '--target', '2', '--one-hot', 'idle', '--epochs', '1', '--units', '2'];
  expect((await called(train, { cwd })).stderr).toContain('--header takes it for names');
  expect((await called([...train, '--header'], { cwd })).status).toBe(0);
  const { status, stdout } = await called(['run', 'model.mns', 'a.csv'], { cwd });
  expect([status, stdout.trim().split('\n').length]).toEqual([0, 61]);
});
