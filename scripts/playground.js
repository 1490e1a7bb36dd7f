/** Bundles examples/playground into static files that any host can serve, from any path: dist/playground. */
import { copyFileSync } from 'node:fs';
import { build } from 'esbuild';

const page = 'examples/playground/page';
const folder = 'dist/playground';

/** Writes index.html, main.js, main.css, the two workers, and the chunks that they share. */
export async function buildPlayground() {
  await build({
    entryPoints: ['main', 'app', 'train-worker', 'meter-worker'].map((name) => `${page}/${name}.ts`),
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['node:*'],
    loader: { '.csv': 'text', '.mns': 'binary' },
    logLevel: 'warning',
  });
  copyFileSync(`${page}/index.html`, `${folder}/index.html`);
}
