/** What a blob says of its data: only what fits is taken, and each input is traced to its column. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { readMetadata } from '../../src/format/metadata.ts';
import { readBlob } from '../../src/format/read.ts';
import { readingOf } from '../../src/format/reading.ts';
import { layers, randomParameters, smallModel } from '../models.ts';

const inputs = ['a', 'wind=N', 'wind=SE', 'hour+12', 'a missing', 'a since'];
const whole = {
  inputs,
  outputs: ['y+1', 'y+12'],
  time: { columns: ['Date', 'Time'], kind: 'calendar', unit: 's', format: 'dd.mm.yyyy', zone: 'UTC' },
  missing: { policy: 'mask', markers: ['-200'], share: { a: 0.25 }, masked: [0] },
  label: 'per-step',
  leads: [1, 12],
  known: { hour: 12 },
  learned: 'change',
  quantiles: [0.1, 0.9],
  residual: [0, 0],
  oneHot: { wind: ['N', 'SE'] },
  table: { separator: ';', decimal: ',', thousands: '', encoding: 'latin1', header: true },
};
const tables = {
  ports: [
    { kind: 'input', length: 6 },
    { kind: 'output', length: 2 },
  ],
  tensors: 0,
};
const checked = (metadata: object) =>
  readMetadata(new TextEncoder().encode(JSON.stringify(metadata)), tables);
const width = { inputs: 6, outputs: 2 };

test('all of it fits the schema', () => {
  expect(checked(whole)).toEqual({ metadata: whole, ignored: [] });
});

test('every input is traced to its column', () => {
  const plain = { word: null, lead: 0, derived: null };
  expect(readingOf(whole, width)).toMatchObject({
    sources: [
      { ...plain, column: 'a' },
      { ...plain, column: 'wind', word: 'N' },
      { ...plain, column: 'wind', word: 'SE' },
      { ...plain, column: 'hour', lead: 12 },
      { ...plain, column: 'a', derived: 'missing' },
      { ...plain, column: 'a', derived: 'since' },
    ],
    time: whole.time,
    missing: { policy: 'mask', markers: ['-200'], masked: [0] },
    labels: null,
    perRecording: false,
    leads: [1, 12],
    learnedChange: true,
    quantiles: [0.1, 0.9],
    table: whole.table,
  });
});

test('a word that is known ahead, and several steps ahead', () => {
  const metadata = {
    inputs: ['wind=N+1', 'wind=N+2', 'b'],
    known: { 'wind=N': [1, 2] },
    oneHot: { wind: ['N'] },
  };
  const source = { column: 'wind', word: 'N', derived: null };
  expect(readingOf(metadata, { inputs: 3, outputs: 1 }).sources).toEqual([
    { ...source, lead: 1 },
    { ...source, lead: 2 },
    { column: 'b', word: null, lead: 0, derived: null },
  ]);
});

test('an older blob says what it said', () => {
  const old = { inputs: ['a'], timed: true, timeColumn: 'minute', interval: 5 };
  expect(readingOf(old, { inputs: 1, outputs: 1 })).toEqual({
    inputs: ['a'],
    sources: [{ column: 'a', word: null, lead: 0, derived: null }],
    trained: 'with times',
    timeColumn: 'minute',
    group: [],
    resample: null,
    splitGap: null,
    time: null,
    interval: 5,
    missing: null,
    labels: null,
    perRecording: false,
    leads: null,
    learnedChange: false,
    quantiles: null,
    oneHot: new Map(),
    table: {},
  });
});

describe('what does not fit is left out, and said', () => {
  test.each<[string, unknown]>([
    ['time', { columns: [], kind: 'epoch', unit: 's' }],
    ['time', { columns: ['t'], kind: 'sundial', unit: 's' }],
    ['missing', { policy: 'guess' }],
    ['missing', { policy: 'mask', masked: [4] }],
    ['missing', { policy: 'mask', masked: [1, 0] }],
    ['missing', { policy: 'mask', masked: [0, 1, 2] }],
    ['missing', { policy: 'hold', share: { a: 2 } }],
    ['labels', ['one']],
    ['label', 'per-row'],
    ['leads', [1]],
    ['leads', [1, -1]],
    ['known', { hour: 'noon' }],
    ['learned', 'all'],
    ['quantiles', [0.9, 0.1]],
    ['quantiles', [0, 0.5]],
    ['quantiles', [0.1, 0.5, 0.9]],
    ['residual', [6, null]],
    ['oneHot', { wind: [1] }],
    ['table', { header: 1 }],
  ])('%s: %j', (key, value) => {
    const { metadata, ignored } = checked({ ...whole, [key]: value });
    expect(metadata).not.toHaveProperty(key);
    expect(ignored).toEqual([expect.stringContaining(`metadata key "${key}" is malformed and is ignored`)]);
    const { [key as keyof typeof whole]: _, ...without } = whole;
    expect(readingOf({ ...whole, [key]: value }, width)).toEqual(readingOf(without, width));
  });

  test('reading never fails, whatever the metadata say', () => {
    const keys = fc.constantFrom(...Object.keys(whole));
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (metadata) => {
        const { inputs, sources } = readingOf(metadata, width);
        expect(sources?.length).toBe(inputs?.length);
      }),
    );
  });
});

test('a stripped blob says how to treat what is missing, and the time', () => {
  const [[, layer]] = layers;
  const network = smallModel(layer);
  const metadata = { ...whole, missing: { ...whole.missing, masked: [0] }, leads: [1, 1] };
  const { blob } = compile(network, randomParameters(network), { metadata, strip: true });
  expect(readBlob(blob).metadata).toMatchObject({
    missing: { policy: 'mask', markers: ['-200'], masked: [0] },
    time: whole.time,
  });
  expect(Object.keys(readBlob(blob).metadata)).not.toContain('leads');
});
