import { truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FileError } from '../../src/files/error.ts';
import { readBytes } from '../../src/files/read.ts';
import { temporary } from '../folder.ts';

test('a file that is cut while it is read is refused by name, and read when it stays', async () => {
  const path = join(temporary(), 'log.csv');
  writeFileSync(path, 'a,b\n1,2\n3,4\n');
  const handle = await open(path);
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const { read } = prototype;
  const spy = vi.spyOn(prototype, 'read').mockImplementation(async function (
    this: typeof handle,
    ...into: unknown[]
  ) {
    const found = await Reflect.apply(read, this, into);
    truncateSync(path, 5);
    return found as never;
  });
  await expect(readBytes(path, 'table')).rejects.toThrow(
    new FileError(`${path}: changed while it was read; try again when nothing writes to it`),
  );
  spy.mockRestore();
  expect((await readBytes(path, 'table')).length).toBe(5);
});
