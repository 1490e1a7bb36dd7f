/**
 * `npm run tables`: writes what follows from the tables of operations, `src/ops`, and of weight types, `src/quantise/types.ts`.
 * test/format/tables.test.ts fails for a file that is not what this writes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ofOperations } from './operations.js';
import { ofWeightTypes } from './weight-types.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The files that follow from the tables, each with its text. */
export function generated(tables) {
  const texts = new Map();
  for (const files of [ofOperations(tables), ofWeightTypes(tables)])
    for (const [path, make] of Object.entries(files))
      texts.set(path, make(texts.get(path) ?? readFileSync(join(root, path), 'utf8')));
  return texts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outputFiles } = await build({
    stdin: {
      contents: "export * from './src/ops/table.ts';\nexport * from './src/quantise/types.ts';",
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
  for (const [path, text] of generated(await import(url))) writeFileSync(join(root, path), text);
}
