/** Data in single precision that it cannot tell apart: refused wherever they are read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { train } from '../../src/train/index.ts';
import { temporary } from '../folder.ts';
import { called } from './command-line.ts';

const folder = temporary();
const at = (name: string): string => join(folder, name);
const ROWS = 200;
const COARSE =
  /32-bit floats are too coarse for .*: near -?[\d.e+]+ they are \d[\d.e+]* apart, and its deviation is/;

/** [ROWS × 2]: one swings by `swing` around `offset`, the other is what it was a step before, by 1 around 0. */
const values = (offset: number, swing = 1): number[] =>
  Array.from({ length: ROWS }, (_, t) => [offset + swing * Math.sin(t / 7), Math.sin((t - 1) / 7)]).flat();

/** Writes an NPY of version 1. @returns its path */
function npy(name: string, array: Float32Array | Float64Array): string {
  const type = array instanceof Float32Array ? '<f4' : '<f8';
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${ROWS}, 2), }`;
  const header = `${text.padEnd(117)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  writeFileSync(at(name), Buffer.concat([start, Buffer.from(header), new Uint8Array(array.buffer)]));
  return at(name);
}

const quick = ['--cell', 'gru', '--units', '2', '--epochs', '1'];

/** Offsets and swings of which single precision leaves too little. */
const coarse = [
  [5.3e6, 1],
  [-3e9, 1000],
  [4e5, 0.1],
  [1e30, 1e23],
] as const;

describe.each(coarse)('around %d by %d', (offset, swing) => {
  beforeAll(async () => {
    const file = npy('fine.npy', Float64Array.from(values(offset, swing)));
    const { status } = await called(['train', file, '--target', 'x1', ...quick, '-o', at('m.mns')]);
    expect(status).toBe(0);
  });

  test.each([
    ['train', ['--target', 'x1']],
    ['train', ['--target', 'x0', '--inputs', 'x1']],
    ['train', ['--predict-next']],
  ])('%s %j', async (name, flags) => {
    const file = npy('coarse.npy', Float32Array.from(values(offset, swing)));
    const { status, stderr } = await called([name, file, ...flags, ...quick, '-o', at('c.mns')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(COARSE);
    expect(stderr).toContain('column "x0"');
  });

  test('run', async () => {
    const file = npy('coarse.npy', Float32Array.from(values(offset, swing)));
    const { status, stderr } = await called(['run', at('m.mns'), file, '--inputs', 'x0']);
    expect(status).toBe(2);
    expect(stderr).toMatch(COARSE);
    expect((await called(['run', at('m.mns'), at('fine.npy'), '--inputs', 'x0'])).status).toBe(0);
  });

  test.each(['inputs', 'targets'] as const)('train() of %s', async (key) => {
    const spec = {
      inputs: 1,
      outputs: 1,
      layers: [{ cell: 'gru' as const, units: 2 }],
      readout: 'dense' as const,
    };
    const column = (c: number) => values(offset, swing).filter((_, k) => k % 2 === c);
    const sequence = { length: ROWS, inputs: column(1), targets: column(1), dt: null };
    const given = (list: ArrayLike<number>) => [{ ...sequence, [key]: list }];
    await expect(train(spec, given(Float32Array.from(column(0))), [], { epochs: 1 })).rejects.toThrow(COARSE);
    await train(spec, given(Float64Array.from(column(0))), [], { epochs: 1 });
  });
});

test('a column that is not read, one that never changes and one that is fine pass', async () => {
  const still = values(5.3e6).map((x, k) => (k % 2 === 0 ? 5.3e8 : x));
  for (const [array, flags] of [
    [values(5.3e6), ['--target', 'x1', '--inputs', 'x1', '--predict-next']],
    [still, ['--target', 'x1']],
    [values(5.3e3), ['--target', 'x1']],
  ] as const) {
    const file = npy('passes.npy', Float32Array.from(array));
    const { status, stderr } = await called(['train', file, ...flags, ...quick, '-o', at('p.mns')]);
    expect(stderr).not.toMatch(COARSE);
    expect(status).toBe(0);
  }
});
