import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { casesOfOthers, differenceFrom, imported, modelsFolder } from '../models/case.ts';

casesOfOthers('public', ({ name }) => /^(nam|neuralseed|rtneural)/.test(name));
casesOfOthers('broken', ({ name }) => name.startsWith('rtneural'));

/** Models of RTNeural with the outputs that Python wrote beside them. */
const tabled = ['gru_1d', 'gru_torch', 'lstm', 'lstm_1d'];

test.skipIf(modelsFolder === null).each(tabled)(
  'models of others: the table of rtneural-%s',
  async (name) => {
    const stem = join(String(modelsFolder), 'public', `rtneural-${name}`);
    const rows = (end: string) =>
      readFileSync(`${stem}_${end}.csv`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => [Number(line)]);
    const model = await imported({ name, path: `${stem}.json`, facts: { expected: 'import' } });
    expect(differenceFrom(model, rows('x'), rows('y'))).toBeLessThanOrEqual(1e-5);
  },
);
