/** What the package exports is built, has its types, and fits together. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { checkpointOf } from '../import/state-dict.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const exported: Record<string, string | { types: string; workerd?: string; default: string }> =
  json('package.json').exports;
const entry = (name: string) => import(pathToFileURL(join(root, `dist/${name}.js`)).href);

test.each(Object.entries(exported))('%s', (_, target) => {
  if (typeof target === 'string') return expect(existsSync(join(root, target))).toBe(true);
  expect(existsSync(join(root, target.default))).toBe(true);
  if (target.workerd) expect(existsSync(join(root, target.workerd))).toBe(true);
  const source = target.types.replace('./dist/types/', '').replace('.d.ts', '.ts');
  expect(json('tsconfig.types.json').include).toContain(source);
  expect(existsSync(join(root, source))).toBe(true);
});

test('a model of meniscus/import compiles with meniscus/train and runs in meniscus', async () => {
  const [{ importModel, compile: own }, { compile }, { loadSync }] = await Promise.all(
    ['import', 'train', 'runtime/simd'].map(entry),
  );
  const checkpoint = checkpointOf({ weight_ih_l0: [[1]], weight_hh_l0: [[0.5]] });
  const config = { class: 'RNN', args: { nonlinearity: 'relu' } };
  const { network, parameters } = await importModel(checkpoint, { file: 'rnn.safetensors', config });
  const { blob } = compile(network, parameters);
  expect(blob).toEqual(own(network, parameters).blob);
  const session = loadSync(blob).session();
  expect([2, 2].map((x) => session.step([x])[0])).toEqual([2, 3]);
});
