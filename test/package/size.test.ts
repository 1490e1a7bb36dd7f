/** What a page fetches of each entry before a model runs: minified, compressed, with the machine inside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from './install.ts';

/** Bytes, gzip -9: a little more than there are. The machines alone are 8.6 to 9 KB; `relaxed` carries two. */
const budgets: Readonly<Record<string, number>> = {
  simd: 15_000,
  scalar: 14_700,
  relaxed: 25_000,
  js: 17_500,
};

test.each(Object.entries(budgets))('%s', async (entry, budget) => {
  const { outputFiles } = await build({
    entryPoints: [join(root, `dist/runtime/${entry}.js`)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    plugins: [
      {
        // the words for refusals, and the budget: parts of their own, which come when they are needed
        name: 'what is fetched later',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, path }) =>
            kind === 'dynamic-import' ? { path, external: true } : undefined,
          ),
      },
    ],
  });
  const [{ contents, text }] = outputFiles;
  expect(text).toContain('import("./refusal-');
  const bytes = gzipSync(contents, { level: 9 }).length;
  console.log(`${entry}: ${bytes.toLocaleString('en')} bytes, gzip`);
  expect(bytes).toBeLessThanOrEqual(budget);
});

test('the budgets are for the entries that a page can load', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const runtimes = Object.values<{ default: string }>(exports).flatMap(({ default: file }) =>
    file?.startsWith('./dist/runtime/') ? [file.slice('./dist/runtime/'.length, -'.js'.length)] : [],
  );
  expect(Object.keys(budgets).sort()).toEqual(runtimes.sort());
});
