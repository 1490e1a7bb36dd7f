/** A disk that is full, or that cannot be written: one line, and what was there before stays. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program as auditProgram } from '../audit/command-line.ts';
import { cli, meniscus, root } from '../cli/command-line.ts';

const disk = mkdtempSync(join(tmpdir(), 'meniscus-disk-'));
const csv = join(root, 'examples/greenhouse.csv');
const model = join(root, 'models/greenhouse.mns');

/** A small disk of its own; only root may have one. */
const mounted = ((): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('skipped: no file system can be mounted here');
    return false;
  }
})();
afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const commands: readonly [name: string, args: readonly string[], program: string][] = [
  [
    'train',
    [
      ...['train', csv, '--target', 'temp', '--time', 'time', '--cell', 'gru'],
      ...['--units', '4', '--epochs', '2', '-o', 'old.mns'],
    ],
    cli,
  ],
  ['export', ['export', join(disk, 'gru.mns'), '-o', 'old.mns'], cli],
  ['certify', ['certify', model, '--inputs', '0..20', '-o', 'old.mns'], cli],
  ['audit', ['--claim', 'chaos', '--cache', 'cache'], auditProgram],
  ['shrink', ['shrink', model, '--data', csv, '--tolerance', '30%', '-o', 'old.mns'], cli],
];

const before = 'what was there before';

/** Runs a command on the disk: it fails by one line, and nothing is changed or left half-written. */
function fails(args: readonly string[], message: RegExp, program = cli): void {
  const there = readdirSync(disk).filter((name) => name === 'old.mns' || name.endsWith('.part'));
  const { status, stderr } = meniscus(args, { cwd: disk, program });
  expect(status, stderr).not.toBe(0);
  // what was understood of the data is said before
  const said = stderr
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('meniscus: '));
  expect(said.at(-1), stderr).toMatch(message);
  expect(said.filter((line) => message.test(line))).toHaveLength(1);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(readFileSync(join(disk, 'old.mns'), 'utf8')).toBe(before);
  expect(readdirSync(disk).filter((name) => name === 'old.mns' || name.endsWith('.part'))).toEqual(there);
}

describe.skipIf(!mounted).sequential('on a small disk', () => {
  beforeAll(() => {
    const gru = join(tmpdir(), `meniscus-gru-${process.pid}.mns`);
    meniscus(['train', csv, '--target', 'temp', '--cell', 'gru', '--units', '4', '--epochs', '1', '-o', gru]);
    copyFileSync(gru, join(disk, 'gru.mns'));
    rmSync(gru);
    writeFileSync(join(disk, 'old.mns'), before);
  });

  describe.sequential('that is full', () => {
    beforeAll(() => {
      try {
        for (let i = 0; ; i++) writeFileSync(join(disk, `ballast-${i}`), new Uint8Array(4096));
      } catch {
        // as full as it gets
      }
    });
    test.each(commands)('%s', (_, args, program) => fails(args, /cannot be written|ENOSPC/, program));
  });

  describe.sequential('that is read-only', () => {
    beforeAll(() => {
      execFileSync('mount', ['-o', 'remount,ro', disk]);
    });
    test.each(commands)('%s', (_, args, program) => fails(args, /cannot be written|EROFS/, program));
  });
});
