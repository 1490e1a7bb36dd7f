/** The initial state is checked completely, by the interpreter, by the reader of the library and when it is written. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { readBlob } from '../../src/format/read.ts';
import { type BlobContents, writeBlob } from '../../src/format/write.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { withInitialState } from '../initial-state.ts';
import { seal } from './assemble.ts';
import { refusal } from './refusal.ts';

const { blob } = withInitialState();
const contents = readBlob(blob);
const { initialOffset, stateOffset, stateBytes } = contents.header;

function patched(change: (view: DataView) => void, of = blob): Uint8Array {
  const bytes = of.slice();
  change(new DataView(bytes.buffer));
  return seal(bytes);
}

const u32 = (at: number, value: number) => patched((view) => view.setUint32(at, value, true));
/** Number `i` of the initial state changed. */
const number = (i: number, value: number) =>
  patched((view) => view.setFloat32(initialOffset + 4 * i, value, true));

const port = (kind: string, index = 0) => contents.ports.filter((one) => one.kind === kind)[index];
const place = (of: { readonly offset: number }): number => (of.offset - stateOffset) / 4;
const memory = place(port('state', 1));
const compensation = place(port('compensation'));
const ltc = place(port('state', 2));
/** A little more than the compensation of element 1 may be. */
const large = 1.01 * 2 ** -22 * Math.abs(contents.initialState?.[ltc + 1] ?? 0);
const padding = place(port('state')) + port('state').length;

test('the blob has states, a compensation and padding, and starts elsewhere', () => {
  expect(contents.initialState).toHaveLength(stateBytes / 4);
  expect(contents.initialState?.[memory]).not.toBe(0);
  expect([compensation, padding].map((i) => contents.initialState?.[i])).toEqual([0, 0]);
  expect(refusal(blob)[0]).toBe(L.OK);
});

describe('the interpreter refuses', () => {
  test.each([
    ['NaN', number(0, Number.NaN), [L.ERROR_INITIAL, 0, 0]],
    ['an infinite start', number(memory + 2, -Infinity), [L.ERROR_INITIAL, memory + 2, 0]],
    ['too large a compensation', number(compensation + 1, large), [L.ERROR_INITIAL, compensation + 1, 0]],
    ['a compensation that is NaN', number(compensation, Number.NaN), [L.ERROR_INITIAL, compensation, 0]],
    ['a compensation of NaN', number(ltc + 2, Number.NaN), [L.ERROR_INITIAL, compensation + 2, 0]],
    ['padding', number(padding, 1), [L.ERROR_INITIAL, padding, 0]],
    ['padding of −0', number(padding, -0), [L.ERROR_INITIAL, padding, 0]],
    ...[
      ['that is not aligned', initialOffset + 4],
      ['on the ports', initialOffset - 16],
      ['in the header', 16],
      ['on the weights', initialOffset + 16],
      ['at the end of the file', blob.length & ~15],
      ['beyond the file', 0x7fff_fff0],
      ['at the end of the address space', 0xffff_fff0],
    ].map(([where, at]): [string, Uint8Array, number[]] => [
      `one ${where}`,
      u32(L.HEADER_INITIAL_OFFSET, Number(at)),
      [L.ERROR_HEADER, L.HEADER_INITIAL_OFFSET, 0],
    ]),
    [
      'one that is not pointed to',
      u32(L.HEADER_INITIAL_OFFSET, 0),
      [L.ERROR_HEADER, L.HEADER_WEIGHTS_OFFSET, 0],
    ],
    ...[1, 2, 3].map((version): [string, Uint8Array, number[]] => [
      `one in version ${version}`,
      u32(L.HEADER_VERSION, version),
      [L.ERROR_HEADER, L.HEADER_INITIAL_OFFSET, 0],
    ]),
  ])('%s', (_, bytes, status) => {
    expect(refusal(bytes)).toEqual(status);
    expect(() => loadSync(bytes)).toThrow(
      status[0] === L.ERROR_INITIAL
        ? `number ${status[1]} of the initial state is not finite, more than a compensation can be, or of no state and not 0`
        : /header field "[^"]+" \(byte \d+\)/,
    );
  });
});

test('any finite numbers are taken, the smallest and −0 too', () => {
  for (const x of [-0, 1e-45, -3.4e38]) expect(refusal(number(memory, x))[0]).toBe(L.OK);
  for (const x of [-0, large / 1.02, -large / 1.02])
    expect(refusal(number(compensation + 1, x))[0]).toBe(L.OK);
});

test('it is read and written again, byte for byte, and only where it fits', () => {
  expect(writeBlob(contents)).toEqual(blob);
  expect(contents.header.version).toBe(L.VERSION_INITIAL);
  const { version: _, ...rest } = contents;
  expect(writeBlob(rest)).toEqual(blob);
  const write = (change: Partial<BlobContents>) => () => writeBlob({ ...contents, ...change });
  expect(write({ version: 3 })).toThrow('a blob with an initial state has one from 4 to 4, not 3');
  expect(write({ initialState: new Float32Array(3) })).toThrow('it has 3 numbers, the state block');
  for (const [i, x, why] of [
    [memory, Number.NaN, `number ${memory} is not finite: NaN`],
    [padding, 2, `number ${padding} is of no state and not 0: 2`],
    [compensation, 1, `number ${compensation} is more than the compensation of 0 can be: 1`],
  ] as const) {
    const initialState = new Float32Array(stateBytes / 4);
    initialState[i] = x;
    expect(write({ initialState })).toThrow(why);
  }
});

test('without it a blob is of the version before, and starts at 0', () => {
  const { version: _, ...rest } = contents;
  const zero = writeBlob({ ...rest, initialState: null });
  expect(readBlob(zero).header.version).toBe(3);
  expect(readBlob(zero).initialState).toBeNull();
  expect([...loadSync(zero).session().state('1.h')]).toEqual([0, 0, 0]);
});

test('the reader refuses one that is not there or not all there', () => {
  for (const at of [0x7fff_fff0, blob.length - 8, contents.header.weightsOffset])
    expect(() => readBlob(u32(L.HEADER_INITIAL_OFFSET, at))).toThrow(/^initial state: /);
  expect(() => readBlob(u32(L.HEADER_VERSION, 3))).toThrow('there is none in a blob of version 3');
});
