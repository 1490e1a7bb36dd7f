/** `npm run build`: the machine (AssemblyScript → build/*.wasm), then the packages and the CLI (esbuild → dist/*.js). */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { inlineMachine } from './inline.js';
import { buildWasm } from './wasm.js';

/** Hash of the code that decides how a training ends: finished trainings are cached under it. */
function sourcesOfTraining() {
  const hash = createHash('sha256');
  for (const folder of ['cells', 'compile', 'data', 'graph', 'integrators', 'ops', 'train'])
    for (const name of readdirSync(`src/${folder}`, { recursive: true }).map(String).sort())
      if (name.endsWith('.ts')) hash.update(readFileSync(`src/${folder}/${name}`));
  return hash.digest('hex');
}

const compiled = await buildWasm();
await inlineMachine();
await build({
  entryPoints: {
    runtime: 'src/runtime/index.ts',
    train: 'src/train/index.ts',
    cli: 'src/cli/main.ts',
    worker: 'src/audit/worker.ts',
    'bench-train': 'bench/train.ts',
    'bench-compensation': 'bench/compensation.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: ['es2022', 'node20'],
  packages: 'external',
  define: { MENISCUS_SOURCES: JSON.stringify(sourcesOfTraining()) },
  logLevel: 'warning',
});
if (compiled.length > 0) console.log(`compiled ${compiled.map((name) => `build/${name}.wasm`).join(', ')}`);
