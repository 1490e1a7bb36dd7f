/** Measures what a page or a device has to fetch: bytes, raw and gzipped. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface Shipped {
  readonly name: string;
  readonly raw: number;
  readonly gzip: number;
}

const measured = (name: string, bytes: Uint8Array): Shipped => ({
  name,
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
});

/** The builds of the interpreter that are there. */
export const interpreters = (): Shipped[] =>
  ['simd', 'scalar', 'relaxed']
    .map((name) => `build/${name}.wasm`)
    .filter(existsSync)
    .map((file) => measured(file, readFileSync(file)));

/** Of what `minifiedRuntime` makes, in results. */
export const bundleName = (entry: string): string => `dist/runtime/${entry}.js, bundled`;

/**
 * An entry of the package as a page would bundle it: one minified module with the interpreter inside. The words for refusals and
 * the budget are not: they are fetched when they are needed.
 */
export async function minifiedRuntime(entry = 'simd'): Promise<{ bytes: Uint8Array; shipped: Shipped }> {
  const { outputFiles } = await build({
    entryPoints: [`dist/runtime/${entry}.js`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    plugins: [
      {
        name: 'fetched later',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, path }) =>
            kind === 'dynamic-import' ? { path, external: true } : undefined,
          ),
      },
    ],
  });
  const bytes = outputFiles[0].contents;
  return { bytes, shipped: measured(bundleName(entry), bytes) };
}
