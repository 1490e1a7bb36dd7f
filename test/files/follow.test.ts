/** A file that grows, is cut short or replaced is read as it is written. */
import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followFile } from '../../src/files/follow.ts';
import { openTable } from '../../src/files/read.ts';
import { temporary } from '../folder.ts';

const folder = temporary();
const at = (name: string): string => join(folder, name);

/** What comes of a file until `text` has come, whole. */
function reader(path: string) {
  const stop = new AbortController();
  const notes: string[] = [];
  const parts = followFile(path, stop.signal, (note) => notes.push(note));
  let came = '';
  const until = async (text: string): Promise<void> => {
    while (came.length < text.length) {
      const { value, done } = await parts.next();
      if (done) break;
      came += Buffer.from(value).toString();
    }
    expect(came).toBe(text);
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await parts.return();
  };
  return { until, stop, notes, parts, end };
}

test('what is there comes, then what is written', async () => {
  writeFileSync(at('a.csv'), 't,a\n0,1\n');
  const { until, stop, parts } = reader(at('a.csv'));
  await until('t,a\n0,1\n');
  const more = until('t,a\n0,1\n1,2\n');
  appendFileSync(at('a.csv'), '1,2\n');
  await more;
  const waiting = parts.next();
  stop.abort();
  expect((await waiting).done).toBe(true);
});

test('a file that is cut short starts again, without its header and with its line ended', async () => {
  writeFileSync(at('b.csv'), 't,a\n0,1\n1,2');
  const { until, end, notes } = reader(at('b.csv'));
  await until('t,a\n0,1\n1,2');
  truncateSync(at('b.csv'), 0);
  const more = until('t,a\n0,1\n1,2\n5,6\n');
  appendFileSync(at('b.csv'), 't,a\n5,6\n');
  await more;
  expect(notes).toEqual([`${at('b.csv')}: was cut short or replaced; it is read again from its start`]);
  await end();
});

test('a file that is replaced is read from the new one, with its first line if it is another', async () => {
  writeFileSync(at('c.csv'), 't,a\n0,1\n');
  const { until, end } = reader(at('c.csv'));
  await until('t,a\n0,1\n');
  renameSync(at('c.csv'), at('c.csv.1'));
  writeFileSync(at('c.csv'), 't,5\n7,8\n');
  await until('t,a\n0,1\nt,5\n7,8\n');
  await end();
});

test('only a file can be followed', async () => {
  await expect(followFile(at('d.csv')).next()).rejects.toThrow('d.csv: there is no such file');
  await expect(followFile(folder).next()).rejects.toThrow('is no file, so it cannot be followed');
});

test('a table is read in parts up to the size that it had, and not if it shrinks', async () => {
  writeFileSync(at('big.csv'), 'x'.repeat(600_000));
  let length = 0;
  let parts = 0;
  for await (const part of openTable(at('big.csv'))) {
    if (parts++ === 0) appendFileSync(at('big.csv'), 'more');
    length += part.length;
  }
  expect(length).toBe(600_000);
  expect(parts).toBeGreaterThan(1);
  const shrinking = async () => {
    for await (const _ of openTable(at('big.csv'))) truncateSync(at('big.csv'), 10);
  };
  await expect(shrinking()).rejects.toThrow('changed while it was read');
});
