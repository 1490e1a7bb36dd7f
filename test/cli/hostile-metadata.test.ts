/**
 * Blobs that run, with metadata that say anything: every command takes them or refuses them by a line, says what it ignores, and
 * prints nothing that a terminal would obey.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { crc32 } from '../../src/format/crc.ts';
import { readBlob } from '../../src/format/read.ts';
import { watch } from '../../src/runtime/entries/health.ts';
import { load, loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called, root } from './command-line.ts';

const whole = new Uint8Array(readFileSync(join(root, 'models/greenhouse.mns')));
const original = readBlob(whole).metadata as Record<string, unknown> & { tensors: object[]; ports: object[] };

/** The blob with another text, or other bytes, as its metadata. */
function withMetadata(text: string | Uint8Array): Uint8Array {
  const view = new DataView(whole.buffer, whole.byteOffset);
  const start = view.getUint32(L.HEADER_METADATA_OFFSET, true);
  const given = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = new Uint8Array(start + given.length);
  bytes.set(whole.subarray(0, start));
  bytes.set(given, start);
  const header = new DataView(bytes.buffer);
  header.setUint32(L.HEADER_TOTAL_BYTES, bytes.length, true);
  header.setUint32(L.HEADER_METADATA_BYTES, given.length, true);
  header.setUint32(L.HEADER_CRC, crc32(bytes, L.HEADER_CRC), true);
  return bytes;
}

const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u2028x\r\n"';
const deep = (open: string, close: string, levels: number): string =>
  open.repeat(levels) + close.repeat(levels);
/** What a number, a text or a list is replaced by. */
const junk: readonly unknown[] = [
  null,
  5,
  -1,
  1e308,
  'abc',
  '__proto__',
  evil,
  [],
  [null],
  [[]],
  {},
  { length: 4 },
  { toString: 1, valueOf: 1 },
  true,
  Array(5000).fill([0, 1]),
];
const box = { inputs: Array(4).fill([0, 1]), dt: [1, 1], states: { h: [[0, 1]] }, outputs: [[0, 1]] };
const layer = { cell: 'ltc-synaptic', units: 8, integrator: 'euler', unfolds: 1 };
const wired = (wiring: unknown, units = 8) => [{ ...layer, units, options: { wiring } }];

const said = (changes: object): string => JSON.stringify({ ...original, ...changes });
const texts: Record<string, string | Uint8Array> = {
  escapes: said({
    name: evil,
    layers: [{ cell: evil, units: 8, integrator: evil, unfolds: 6, options: { [evil]: evil } }],
    ports: original.ports.map((_, i) => ({ name: evil + i })),
    tensors: original.tensors.map((_, i) => ({ name: evil + i })),
    inputs: [evil, `b${evil}`, 'c', 'd'],
    outputs: [evil],
    [evil]: evil,
  }),
  'escaped outputs': said({ outputs: [`a,${evil}`] }),
  'a box of strange states': said({ certified: { ...box, states: { [evil]: [[0, 1]] } } }),
  'a box without numbers': said({
    certified: { ...box, states: { h: [[null, null]] }, outputs: [[null, null]] },
  }),
  'a cell of the prototype': said({ layers: [{ cell: 'constructor', units: 8, integrator: 'toString' }] }),
  'a cell called __proto__': said({ layers: [{ cell: '__proto__', units: 8 }] }),
  'huge units': said({ layers: wired({ type: 'fully-connected' }, 1e9) }),
  'many units': said({ layers: wired({ type: 'auto-ncp', outputs: 60_000, sparsity: 0.5 }, 65_535) }),
  'a wiring of null': said({ layers: wired(null) }),
  'a wiring of nonsense': said({ layers: wired({ type: 'random', sparsity: -5, seed: evil }) }),
  'a wiring of no type': said({ layers: wired({ type: 'constructor' }) }),
  'statistics of strange numbers': said({
    inputStatistics: { mean: [1e39, null, 'x', {}], deviation: [0, -1, 1e-320, 'NaN'] },
  }),
  'statistics of objects': said({
    inputStatistics: { mean: Array(4).fill({ toString: 1, valueOf: 1 }), deviation: [1, 1, 1, 1] },
  }),
  'a tiny interval': '{"interval":1e-320,"timed":true}',
  'an infinite interval': '{"interval":1e400,"timed":true}',
  prototypes:
    '{"outputs":["__proto__"],"inputs":["__proto__","constructor","toString","valueOf"],"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  nothing: '',
  'a list': '[]',
  'a number': '5',
  'no JSON': '{"a":',
  'more behind it': '{} more',
  'no UTF-8': Uint8Array.of(0x7b, 0x22, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d),
  'half a pair': '{"name":"\\ud800","outputs":["\\udfff"]}',
  'a deep key': `{"a":${deep('[', ']', 200_000)}}`,
  'a deep option': said({ layers: 0 }).replace(
    '"layers":0',
    `"layers":[{"cell":"ltc","units":8,"options":{"x":${deep('[', ']', 5000)}}}]`,
  ),
  'a long name': said({ name: 'x'.repeat(2_000_000) }),
  'a key twice': '{"inputs":["a"],"inputs":["outside","sun","heater","vent"]}',
  ...Object.fromEntries(
    [
      'ports',
      'tensors',
      'name',
      'layers',
      'readout',
      'parameters',
      'weights',
      'sparse',
      'rounding',
      'interval',
      'certified',
    ]
      .concat([
        'inputStatistics',
        'inputQuantiles',
        'unfolds',
        'inputs',
        'outputs',
        'ahead',
        'timed',
        'classes',
        'training',
      ])
      .map((key, i) => [`${key} of junk`, said({ [key]: junk[i % junk.length] })]),
  ),
};

const folder = temporary();
const at = (name: string): string => join(folder, name);
const rows = readFileSync(join(root, 'examples/greenhouse.csv'), 'utf8').split('\n');
writeFileSync(at('few.csv'), `${rows.slice(0, 24).join('\n')}\n`);
const commands: readonly (readonly [name: string, words: (file: string) => string[]])[] = [
  ['inspect', (file) => ['inspect', file]],
  ['inspect --json', (file) => ['inspect', file, '--json']],
  ['inspect --svg', (file) => ['inspect', file, '--svg', at('wiring.svg')]],
  ['run', (file) => ['run', file, at('few.csv')]],
  ['run --probe', (file) => ['run', file, at('few.csv'), '--probe', 'tau']],
  ['certify', (file) => ['certify', file, '--inputs', '0..20', '-o', at('certified.mns')]],
  ['export', (file) => ['export', file, '-o', at('weights.safetensors')]],
];
/** They compute longer, and read these keys alone. */
const long: typeof commands = [
  ['bench', (file) => ['bench', file, '--seconds', '0.1', '--budget', '1ns']],
  ['shrink', (file) => ['shrink', file, '--data', at('few.csv'), '-o', at('small.mns')]],
  [
    'train --from',
    (file) => [
      'train',
      at('few.csv'),
      '--target',
      'temp',
      '--from',
      file,
      '--epochs',
      '1',
      '-o',
      at('new.mns'),
    ],
  ],
];
const readByLong = /escapes|inputs|outputs|layers|statistics|interval|wiring|timed|classes|prototype/;

/** What a terminal would obey, but for the ends of lines and tabs. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe.each(Object.entries(texts))('metadata with %s', (what, text) => {
  const file = at(`${what}.mns`);
  writeFileSync(file, withMetadata(text));

  test.each(readByLong.test(what) ? [...commands, ...long] : commands)('%s', async (_, words) => {
    const { status, stdout, stderr } = await called(words(file));
    const all = stdout + stderr;
    expect([0, 1, 2]).toContain(status);
    expect(all.slice(0, 3000)).not.toMatch(/unexpected error|\n {4}at |\[object|undefined/);
    expect(obeyed.exec(all)?.index).toBe(undefined);
    for (const line of stderr.trim().split('\n')) expect(line.length).toBeLessThan(3000);
    if (words(file).includes('--json')) expect(JSON.parse(stdout)).toHaveProperty('header');
  });

  test('a device', async () => {
    const bytes = withMetadata(text);
    const model = loadSync(bytes);
    const session = model.session({ missing: 'hold' });
    expect([...session.step([Number.NaN, 1, 0, 0], 5)].every(Number.isFinite)).toBe(true);
    watch(session, model);
    const { budget } = await load(bytes, { budget: '1s' });
    expect(budget?.unfolds).toBeGreaterThan(0);
  });
});

test('what is ignored is said, once for each key; what is not is shown', async () => {
  writeFileSync(at('some.mns'), withMetadata(said({ certified: null, inputs: [1, 2, 3, 4], mine: 'kept' })));
  const { status, stdout, stderr } = await called(['inspect', at('some.mns'), '--json']);
  expect(status).toBe(0);
  expect(stderr.trim().split('\n')).toEqual([
    `meniscus: ${at('some.mns')}: metadata key "certified" is malformed and is ignored: expected [low, high] of each input, of dt, of each state and of each output`,
    `meniscus: ${at('some.mns')}: metadata key "inputs" is malformed and is ignored: expected the name of each input`,
  ]);
  expect(JSON.parse(stdout).metadata).toMatchObject({ mine: 'kept', outputs: ['temp'] });
});

test('the header that run prints is one line of CSV', async () => {
  const { status, stdout } = await called(['run', at('escaped outputs.mns'), at('few.csv')]);
  expect(status).toBe(0);
  expect(stdout.split('\n')[0]).toBe(
    '"a,\\u001b]0;owned\\u0007\\u001b[2J\\u009b31m\\u202e\\u2028x\\u000d\\n"""',
  );
});

test('a blob that was written here has nothing to ignore', () => {
  for (const name of ['greenhouse', 'gru-sines', 'hlln-lorenz96', 'ltc-oscillator'])
    expect(readBlob(readFileSync(join(root, `models/${name}.mns`))).ignored).toEqual([]);
});

test('nothing of it reaches a prototype', () => {
  expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
});
