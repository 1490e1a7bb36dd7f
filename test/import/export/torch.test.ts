/** An exported TorchScript module gives in PyTorch what the blob gives in the interpreter. */
import { expect, test } from 'vitest';
import { errorOf } from '../../../bench/onnxruntime/session.ts';
import { exportTorchScript } from '../../../src/import/index.ts';
import { sized } from '../../full.ts';
import { ofCells, ofSpecs, wanted } from './cases.ts';
import { outputsInTorch, pythonWithTorch } from './python.ts';

const python = pythonWithTorch();

test.skipIf(!python)(
  'a TorchScript module of every model gives its outputs',
  { timeout: 600_000 },
  async () => {
    const steps = sized({ always: 50, nightly: 1000 });
    const cases = [...ofSpecs(steps), ...ofCells(steps)];
    const runs = cases.map(({ blob, inputs, dt }) => ({
      exported: exportTorchScript(blob, { file: 'x.mns' }),
      ...{ inputs, dt },
    }));
    const got = await outputsInTorch(python as string, runs);
    cases.forEach((one, i) => {
      expect(errorOf(got[i], wanted(one)), one.name).toBeLessThanOrEqual(1e-5);
    });
  },
);
