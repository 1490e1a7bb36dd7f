/** Whatever a path stands for, it is written whole, as what it is, and nothing else is. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { checkWritable } from '../../src/files/check.ts';
import { FileError } from '../../src/files/error.ts';
import { writeOwn, writeWhole } from '../../src/files/write.ts';
import { temporary } from '../folder.ts';

vi.mock('node:crypto', async (original) => ({ ...(await original<typeof crypto>()) }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const isRoot = process.getuid?.() === 0;
const host = crypto.createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const part = (pid: number, random = 'a'.repeat(32), at = host): string =>
  `meniscus-${at}-${pid}-${random}.part`;

describe.skipIf(process.platform === 'win32')('writeWhole', () => {
  test('writes a new file with the mode of the process, and leaves nothing beside it', () => {
    const folder = temporary();
    const before = process.umask(0o027);
    writeWhole(join(folder, 'a'), 'text');
    process.umask(before);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('text');
    expect(modeOf(join(folder, 'a'))).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test.each([0o600, 0o640, 0o755, 0o666])('keeps the mode %o', (mode) => {
    const path = join(temporary(), 'a');
    writeFileSync(path, 'old');
    chmodSync(path, mode);
    writeWhole(path, Uint8Array.of(1, 2, 3));
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(modeOf(path)).toBe(mode);
  });

  test.skipIf(!isRoot)('keeps the owner', () => {
    const path = join(temporary(), 'a');
    writeFileSync(path, 'old');
    execFileSync('chown', ['1234:2345', path]);
    writeWhole(path, 'new');
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  test.skipIf(isRoot)('leaves a file that is protected, whose folder is not', () => {
    const path = join(temporary(), 'a');
    writeFileSync(path, 'old', { mode: 0o444 });
    expect(() => writeWhole(path, 'new')).toThrow('cannot be written (EACCES); nothing was changed');
    expect(() => checkWritable(path)).toThrow('cannot be written (EACCES)');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('goes through links, which stay: to a file, in a chain, from another folder, to what is still to be made', () => {
    const folder = temporary();
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'below/target'), 'old');
    symlinkSync('below/target', join(folder, 'link'));
    symlinkSync(join(folder, 'link'), join(folder, 'chain'));
    symlinkSync('below/later', join(folder, 'dangling'));
    writeWhole(join(folder, 'chain'), 'new');
    writeWhole(join(folder, 'dangling'), 'made');
    expect(readlinkSync(join(folder, 'chain'))).toBe(join(folder, 'link'));
    expect(readlinkSync(join(folder, 'link'))).toBe('below/target');
    expect(lstatSync(join(folder, 'below/target')).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'below/target'), 'utf8')).toBe('new');
    expect(readFileSync(join(folder, 'below/later'), 'utf8')).toBe('made');
    expect(readdirSync(folder).sort()).toEqual(['below', 'chain', 'dangling', 'link']);
  });

  test.each([writeWhole, checkWritable])(
    '%o refuses folders, links in a circle, folders that are not there',
    (of) => {
      const folder = temporary();
      symlinkSync('b', join(folder, 'a'));
      symlinkSync('a', join(folder, 'b'));
      symlinkSync('no/c', join(folder, 'c'));
      writeFileSync(join(folder, 'file'), '');
      for (const name of ['', 'a', 'c', 'no/d', 'file/d'])
        expect(() => of(join(folder, name), ''), name).toThrow(FileError);
      expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c', 'file']);
    },
  );

  test('follows nothing that somebody planted under its temporary name', () => {
    const folder = temporary();
    const aim = join(temporary(), 'aim');
    writeFileSync(aim, 'mine');
    const spy = vi.spyOn(crypto, 'randomBytes').mockImplementation(() => Buffer.alloc(16, 0xaa) as never);
    symlinkSync(aim, join(folder, part(process.pid)));
    expect(() => writeWhole(join(folder, 'a'), 'new')).toThrow(
      'cannot be written (EEXIST); nothing was changed',
    );
    spy.mockRestore();
    expect(readFileSync(aim, 'utf8')).toBe('mine');
    expect(lstatSync(join(folder, 'a'), { throwIfNoEntry: false })).toBe(undefined);
    writeWhole(join(folder, 'a'), 'new');
    writeWhole(join(folder, 'b'), 'new');
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new');
  });

  test('takes a name as long as the system has', () => {
    const path = join(temporary(), 'x'.repeat(255));
    writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  test('writes to a device, which stays one', () => {
    checkWritable('/dev/null', '/dev/null');
    writeWhole('/dev/null', 'text');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const link = join(temporary(), 'null');
    symlinkSync('/dev/null', link);
    writeWhole(link, 'text');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test('writes to a pipe, more than it holds', async () => {
    const folder = temporary();
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = once(spawn('sh', ['-c', 'cat "$0" > "$0.out"', pipe]), 'exit');
    checkWritable(pipe);
    writeWhole(pipe, new Uint8Array(300_000).fill(7));
    await read;
    expect(readFileSync(`${pipe}.out`)).toEqual(Buffer.alloc(300_000, 7));
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['pipe', 'pipe.out']);
  });

  test('clears away what killed processes left, and nothing else', () => {
    const folder = temporary();
    const dead = spawnSync('true').pid;
    const leave = (name: string, days = 0): string => {
      const path = join(folder, name);
      writeFileSync(path, 'left');
      const then = Date.now() / 1000 - days * 86_400;
      utimesSync(path, then, then);
      return name;
    };
    leave(part(dead, '1'.repeat(32)));
    leave(part(process.ppid, '2'.repeat(32)), 2);
    leave(part(1, '3'.repeat(32), '00000000'), 2);
    const kept = [
      leave(part(process.ppid, '4'.repeat(32)), 0.5),
      leave(part(process.pid, '5'.repeat(32)), 2),
      leave(part(dead, '6'.repeat(32), '00000000'), 0.5),
      leave('model.mns.123.part', 30),
      leave(`meniscus-${host}-${dead}-short.part`, 30),
    ];
    const link = part(dead, '7'.repeat(32));
    symlinkSync('/etc/hostname', join(folder, link));
    writeWhole(join(folder, 'a'), 'new');
    expect(readdirSync(folder).sort()).toEqual([...kept, link, 'a'].sort());
  });
});

describe.skipIf(process.platform === 'win32')('writeOwn', () => {
  test.each(['a link', 'a link to nothing', 'a pipe', 'a file', 'nothing'])(
    '%s is replaced itself',
    (what) => {
      const folder = temporary();
      const [path, victim] = [join(folder, 'a'), join(folder, 'victim')];
      if (what !== 'a link to nothing') writeFileSync(victim, 'old');
      if (what.startsWith('a link')) symlinkSync(victim, path);
      if (what === 'a pipe') execFileSync('mkfifo', [path]);
      if (what === 'a file') writeFileSync(path, 'before');
      writeOwn(path, 'new');
      expect(lstatSync(path).isFile()).toBe(true);
      expect(readFileSync(path, 'utf8')).toBe('new');
      if (what === 'a link to nothing') expect(readdirSync(folder)).toEqual(['a']);
      else expect(readFileSync(victim, 'utf8')).toBe('old');
    },
  );

  test('a folder stays, and is an error', () => {
    const path = join(temporary(), 'a');
    mkdirSync(path);
    expect(() => writeOwn(path, 'new')).toThrow(FileError);
    expect(lstatSync(path).isDirectory()).toBe(true);
  });
});
