/** What is read is a file or a pipe that ends, of a size that was foreseen; anything else is an error, never a wait. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/check/limits.ts';
import { readBytes } from '../../src/files/read.ts';
import { temporary } from '../folder.ts';

const folder = temporary();
const at = (name: string): string => join(folder, name);
const pipe = (name: string): string => {
  execFileSync('mkfifo', [at(name)]);
  return at(name);
};

describe.skipIf(process.platform === 'win32')('readBytes', () => {
  test('gives the bytes of a file, also of an empty one', async () => {
    writeFileSync(at('a'), 'text');
    writeFileSync(at('empty'), '');
    expect(Buffer.from(await readBytes(at('a'), 'table')).toString()).toBe('text');
    expect((await readBytes(at('empty'), 'blob')).length).toBe(0);
  });

  test('gives the bytes of a pipe up to its end, whenever they come', async () => {
    const path = pipe('slow');
    const ended = once(
      spawn('sh', ['-c', 'exec > "$0"; sleep 0.1; printf ab; sleep 0.1; printf c', path]),
      'exit',
    );
    expect(Buffer.from(await readBytes(path, 'table')).toString()).toBe('abc');
    await ended;
  });

  test('gives the bytes of a stream that the process holds', async () => {
    writeFileSync(at('held'), 'held');
    const descriptor = openSync(at('held'), 'r');
    expect(Buffer.from(await readBytes(`/dev/fd/${descriptor}`, 'table')).toString()).toBe('held');
    closeSync(descriptor);
  });

  test.each(['/dev/zero', '/dev/null', '/dev/tty'])('refuses the device %s', async (path) => {
    await expect(readBytes(path, 'blob')).rejects.toThrow(
      /is a device, not a file|\/dev\/tty: cannot be read \(ENXIO\)/,
    );
  });

  test('refuses a folder, and a pipe that nobody writes to', async () => {
    mkdirSync(at('below'));
    await expect(readBytes(at('below'), 'blob')).rejects.toThrow('is a folder; name a file in it');
    await expect(readBytes(pipe('silent'), 'blob')).rejects.toThrow('is a pipe that nobody writes to');
  });

  test.each(['blob', 'table', 'model', 'json'] as const)(
    'refuses a file beyond the limit: %s',
    async (kind) => {
      writeFileSync(at(kind), '');
      truncateSync(at(kind), limits[kind].most + 1);
      await expect(readBytes(at(kind), kind)).rejects.toThrow(
        `has more than ${limits[kind].most.toLocaleString('en')} bytes, the most that ${limits[kind].what} may have here`,
      );
    },
  );

  test('says what a file is that is something else than was asked for', async () => {
    writeFileSync(at('model.pth'), 'PK\x03\x04                          archive/data.pkl');
    await expect(readBytes(at('model.pth'), 'table')).rejects.toThrow(
      `${at('model.pth')}: is a zip archive (a PyTorch checkpoint), not a table (CSV, JSON lines, Parquet or NPY): meniscus import`,
    );
    await expect(readBytes(at('a'), 'blob')).rejects.toThrow('a: is text, not a blob of meniscus');
  });

  test('stops at the limit in a pipe without an end', async () => {
    const path = pipe('endless');
    const ended = once(spawn('sh', ['-c', 'cat /dev/zero > "$0"', path], { stdio: 'ignore' }), 'exit');
    await expect(readBytes(path, 'json')).rejects.toThrow('has more than 64,000,000 bytes');
    await ended;
  });

  test('says which file is meant where there is none, only if it is near', async () => {
    writeFileSync(at('few.csv'), '');
    await expect(readBytes(at('fw.csv'), 'table')).rejects.toThrow(`did you mean ${at('few.csv')}?`);
    await expect(readBytes(at('nofile.csv'), 'table')).rejects.toThrow(/there is no such file$/);
    await expect(readBytes(at('no/a.csv'), 'table')).rejects.toThrow('there is no folder');
  });
});
