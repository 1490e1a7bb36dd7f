/** Bundles examples/amp into static files that any host can serve, from any path: dist/amp. */
import { copyFileSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const page = 'examples/amp/page';
const models = 'examples/amp/models';
const folder = 'dist/amp';

/** Writes the page, its chunks, the worklet and the worker in a file each, the interpreter, and the models with their list. */
export async function buildAmp() {
  const common = {
    outdir: folder,
    bundle: true,
    minify: true,
    target: 'es2022',
    platform: 'browser',
    external: ['node:*'],
    logLevel: 'warning',
  };
  await build({ ...common, entryPoints: [`${page}/main.ts`], format: 'esm', splitting: true });
  await build({
    ...common,
    entryPoints: ['worklet', 'clock-worker'].map((name) => `${page}/${name}.ts`),
    format: 'iife',
  });
  copyFileSync(`${page}/index.html`, `${folder}/index.html`);
  copyFileSync('build/simd.wasm', `${folder}/simd.wasm`);
  cpSync(models, `${folder}/models`, { recursive: true });
  const names = readdirSync(models).filter((name) => name.endsWith('.mns'));
  names.sort((a, b) => Number(a.replace(/\D/g, '')) - Number(b.replace(/\D/g, '')) || (a < b ? -1 : 1));
  writeFileSync(`${folder}/models/index.json`, JSON.stringify(names.map((name) => name.slice(0, -4))));
}
