/** A blob that somebody made may say anything of itself: the page still has a title, names and inputs for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { madeUpFeed, metadataOf, titleOf } from '../../../examples/playground/page/subject.ts';
import { readBlob } from '../../../src/format/read.ts';
import { writeBlob } from '../../../src/format/write.ts';
import { loadSync } from '../../../src/runtime/entries/simd.ts';

const blob = readFileSync(join(import.meta.dirname, '../../../models/greenhouse.mns'));
const contents = readBlob(blob);
const { inputs, outputs } = loadSync(blob);

const junk = [
  null,
  5,
  -1,
  'x',
  '\u001b[2J',
  [],
  [null],
  {},
  { mean: null },
  { mean: [{}], deviation: 'x' },
  true,
];

test.each(['layers', 'name', 'inputs', 'outputs', 'inputStatistics', 'interval', 'weights', 'parameters'])(
  '%s',
  (key) => {
    for (const value of [...junk, [{ cell: null, units: {} }], [[], 1, {}, { toString: null }]]) {
      const bytes = writeBlob({ ...contents, metadata: { ...contents.metadata, [key]: value } });
      loadSync(bytes);
      const metadata = metadataOf(bytes);
      expect(titleOf(metadata)).not.toMatch(/null|undefined|NaN|\[object/);
      const feed = madeUpFeed({ inputs, outputs, metadata });
      expect(feed.inputs.length).toBe(inputs);
      expect(feed.outputs.length).toBe(outputs);
      for (const name of [...feed.inputs, ...feed.outputs]) expect(name).not.toMatch(/null|\[object/);
      const [{ inputs: values, dt }] = feed.sequences;
      expect(Array.from(values).every(Number.isFinite)).toBe(true);
      expect(Array.from(dt ?? [1]).every((x) => x > 0 && Number.isFinite(x))).toBe(true);
    }
  },
);
