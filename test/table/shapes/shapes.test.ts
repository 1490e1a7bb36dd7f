import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { recordings } from '../../../src/data/recordings.ts';
import { writeWhole } from '../../../src/files/write.ts';
import { readTable } from '../../../src/table/index.ts';
import { type Shape, shapeList } from './list.ts';
import { shapes } from './make.ts';
import { publicFolder, unzipped } from './public.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
if (process.env.SHAPES === 'write') {
  for (const [name, text] of Object.entries(shapes())) writeWhole(here(name), text);
}

test.each(Object.entries(shapes()))('%s is as it is written again, and small', (name, text) => {
  expect(readFileSync(here(name), 'utf8')).toBe(text);
  expect(text.length).toBeLessThanOrEqual(20_000);
});

/** Reads a file as a shape's, and compares every value and interval with what its lines say. */
async function readsRight(path: string, shape: Shape): Promise<void> {
  const bytes = readFileSync(path);
  const file = basename(path);
  const table = await readTable(new Uint8Array(bytes), { file, ...shape.table });
  const { channels, recordings: made } = recordings(table, { ...shape.recordings, columns: shape.channels });
  const rows = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .flatMap((line) => shape.row(line) ?? []);
  expect(channels).toEqual(shape.channels);
  expect(made.reduce((sum, { length }) => sum + length, 0)).toBe(rows.length);
  const values = new Float64Array(rows.length * channels.length);
  const intervals: number[] = [];
  let from = 0;
  for (const recording of made) {
    values.set(recording.values, from);
    from += recording.values.length;
    intervals.push(...recording.dt!.subarray(1));
  }
  expect(values).toEqual(Float64Array.from(rows.flatMap((row) => row.values)));
  const truth = rows
    .slice(1)
    .flatMap(({ time, group }, i) => (group === rows[i].group ? [time - rows[i].time] : []));
  expect(intervals).toEqual(truth);
}

describe.each(shapeList.map((shape) => [shape.name, shape] as const))('%s', (_, shape) => {
  test('a small file', () => readsRight(here(shape.made), shape));

  const real = shape.real === null ? null : `${publicFolder}/${shape.real}`;
  if (real !== null) test.skipIf(!existsSync(real))('the public file', () => readsRight(real, shape));
});

describe('a folder of recordings', () => {
  /** Each file's recording, in order, against its lines. */
  async function readRight(files: Readonly<Record<string, string>>): Promise<void> {
    const tables = await Promise.all(Object.entries(files).map(([file, text]) => readTable(text, { file })));
    const dataset = recordings(tables, {});
    expect(dataset.channels).toEqual(['RSS_anchor1', 'RSS_anchor2', 'RSS_anchor3', 'RSS_anchor4']);
    expect(dataset.recordings.map(({ name }) => name)).toEqual(Object.keys(files));
    for (const [r, text] of Object.values(files).entries()) {
      const numbers = text
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .flatMap((line) => line.split(',').map(Number));
      expect(dataset.recordings[r].values).toEqual(Float64Array.from(numbers));
      expect(dataset.recordings[r].dt).toBeNull();
    }
  }

  test('small files', () =>
    readRight(Object.fromEntries(Object.entries(shapes()).filter(([name]) => name.startsWith('movement/')))));

  const zip = `${publicFolder}/IndoorMovement.zip`;
  test.skipIf(!existsSync(zip))('the public files', () => {
    const all = Object.entries(unzipped(readFileSync(zip)));
    return readRight(Object.fromEntries(all.filter(([name]) => /RSS_\d+\.csv$/.test(name))));
  });
});
