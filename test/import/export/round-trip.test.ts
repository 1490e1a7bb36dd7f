/** A model that is exported as ONNX and imported again gives the same outputs, and so does what that is exported as. */
import { describe, expect, test } from 'vitest';
import { errorOf } from '../../../bench/onnxruntime/session.ts';
import { compile } from '../../../src/compile/compile.ts';
import { exportOnnx, importModel } from '../../../src/import/index.ts';
import { type ExportCase, ofCells, ofSpecs, wanted } from './cases.ts';

/** The blob of an exported model. */
async function back(blob: Uint8Array): Promise<Uint8Array> {
  const { bytes } = exportOnnx(blob, { file: 'a.mns' });
  const { network, parameters } = await importModel(bytes, { file: 'a.onnx' });
  return compile(network, parameters).blob;
}

describe('ONNX → blob → ONNX → blob', () => {
  const cases = [...ofSpecs(100), ...ofCells(100)].map((one) => [one.name, one] as const);
  test.each(cases)('%s', async (_, one: ExportCase) => {
    const once = await back(one.blob);
    const twice = await back(once);
    const want = wanted(one);
    for (const blob of [once, twice])
      expect(errorOf(wanted({ ...one, blob }), want)).toBeLessThanOrEqual(1e-5);
  });
});
