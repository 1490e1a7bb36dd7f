/** What a command writes to is neither what it reads nor what it prints to, and what it leaves beside it follows no link. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called, cli, root } from './command-line.ts';

const greenhouse = join(root, 'examples/greenhouse.csv');
const small = ['--target', 'temp', '--cell', 'gru', '--units', '2', '--epochs', '1'];
const training = (...more: string[]) => called(['train', greenhouse, ...small, ...more]);

describe.skipIf(process.platform === 'win32')('train', () => {
  test.each(['its data', 'a link to them'])('does not write over %s', async (what) => {
    const folder = temporary();
    const [data, link] = [join(folder, 'data.csv'), join(folder, 'link')];
    copyFileSync(greenhouse, data);
    symlinkSync(data, link);
    const { status, stderr } = await called([
      'train',
      data,
      ...small,
      '-o',
      what === 'its data' ? data : link,
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('is also the input; name another file to write');
    expect(readFileSync(data)).toEqual(readFileSync(greenhouse));
  });

  test('a link planted as its checkpoint is not followed', async () => {
    const folder = temporary();
    const [out, victim] = [join(folder, 'm.mns'), join(folder, 'victim')];
    writeFileSync(victim, 'mine');
    symlinkSync(victim, `${out}.checkpoint`);
    const resumed = await training('-o', out, '--resume');
    expect(resumed.stderr).toContain(
      'm.mns.checkpoint: is no checkpoint but a link, a pipe or a folder; delete it',
    );
    expect((await training('-o', out)).status).toBe(0);
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['m.mns', 'victim']);
  });

  test('leaves nothing beside a device', async () => {
    const folder = temporary();
    const link = join(folder, 'm.mns');
    symlinkSync('/dev/null', link);
    expect((await training('-o', link)).status).toBe(0);
    expect(readdirSync(folder)).toEqual(['m.mns']);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    const { status, stderr } = await training('-o', link, '--resume');
    expect(status).toBe(2);
    expect(stderr).toContain('is no file, so it has no checkpoint');
  });
});

test.skipIf(process.platform === 'win32').each(['/dev/stdout', '/dev/fd/1'])(
  'a blob to %s has it for itself',
  (out) => {
    const blob = execFileSync(process.execPath, [cli, 'train', greenhouse, ...small, '-o', out], {
      stdio: 'pipe',
    });
    expect(loadSync(blob).inputs).toBe(4);
  },
);
