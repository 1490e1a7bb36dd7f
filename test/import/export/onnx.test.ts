/** An exported ONNX graph gives, step by step in onnxruntime, what the blob gives in the interpreter. */
import { describe, expect, test } from 'vitest';
import { errorOf, onnxruntime, outputsOf } from '../../../bench/onnxruntime/session.ts';
import { exportOnnx } from '../../../src/import/index.ts';
import { sized } from '../../full.ts';
import { ofCells, ofSpecs, wanted } from './cases.ts';

const runtime = await onnxruntime();

describe.skipIf(!runtime)('an ONNX graph', () => {
  const steps = sized({ always: 100, nightly: 1000 });
  const cases = [...ofSpecs(1000), ...ofCells(steps)].map((one) => [one.name, one] as const);
  test.each(cases)('%s', async (_, one) => {
    const got = await outputsOf(runtime as never, exportOnnx(one.blob, { file: 'x.mns' }), one);
    expect(errorOf(got, wanted(one))).toBeLessThanOrEqual(1e-5);
  });
});
