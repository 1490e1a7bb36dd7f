/** The engines that the interpreter's speed is compared with compute the same: C, fused kernels, and plain JavaScript. */
import { describe, expect, test } from 'vitest';
import {
  cellNames,
  makeCase,
  outputsOf,
  ownOutputs,
  relativeError,
  TOLERANCE,
} from '../../bench/step/case.ts';
import { compileKernel, FusedCell, fusedCells } from '../../bench/step/fused.ts';
import { compileProgram, findGcc, NativeCell } from '../../bench/step/native.ts';
import { plainCell } from '../../bench/step/plain.ts';
import { temporary } from '../folder.ts';

const gcc = findGcc();
if ('skipped' in gcc) console.log(`C programs: ${gcc.skipped}`);

const folder = temporary();

// 2, 4, 8 and more panels of rows, and what is left of them; inputs with and without a tail
const sizes = [
  [1, 8],
  [4, 16],
  [8, 32],
  [40, 40],
  [7, 56],
  [64, 128],
];

describe.each(cellNames)('%s', (cell) => {
  const cases = sizes.map(([inputs, units], seed) =>
    makeCase({ cell, inputs: cell === 'hlln' ? units : inputs, units }, { seed }),
  );
  const wanted = cases.map((one) => ownOutputs(one));

  test('plain JavaScript gives the outputs of the interpreter', () => {
    for (const [i, one] of cases.entries())
      expect(relativeError(outputsOf(one, plainCell(one)), wanted[i])).toBeLessThan(TOLERANCE);
  });

  if (fusedCells.includes(cell))
    test('the fused kernel gives the outputs of the interpreter, and refuses what is not finite', async () => {
      const wasm = await compileKernel(cell);
      for (const [i, one] of cases.entries()) {
        const fused = new FusedCell(wasm, one);
        const got = outputsOf(one, (x, dt) => {
          expect(() => fused.step(x.with(-1, Number.NaN), dt)).toThrow('status');
          expect(() => fused.step(x, Infinity)).toThrow('status');
          return fused.step(x, dt);
        });
        expect(relativeError(got, wanted[i])).toBeLessThan(TOLERANCE);
      }
    });

  test.skipIf('skipped' in gcc)('C gives the outputs of the interpreter and answers a burst', async () => {
    const program = compileProgram(cell, folder);
    for (const [i, one] of cases.entries()) {
      const native = await NativeCell.start(program, one);
      expect(relativeError(native.outputs, wanted[i])).toBeLessThan(TOLERANCE);
      expect(await native.burst(1, 3)).toBeGreaterThan(0);
      expect(await native.cycles(1000)).toBeGreaterThan(0);
      native.stop();
    }
  });
});
