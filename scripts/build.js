/** `npm run build`: the machine (AssemblyScript → build/*.wasm), then the packages and the CLI (esbuild → dist/*.js). */
import { build } from 'esbuild';
import { inlineMachine } from './inline.js';
import { buildWasm } from './wasm.js';

const compiled = await buildWasm();
await inlineMachine();
await build({
  entryPoints: {
    runtime: 'src/runtime/index.ts',
    train: 'src/train/index.ts',
    cli: 'src/cli/main.ts',
    worker: 'src/audit/worker.ts',
    'bench-train': 'bench/train.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: ['es2022', 'node20'],
  packages: 'external',
  banner: {},
  logLevel: 'warning',
});
if (compiled.length > 0) console.log(`compiled ${compiled.map((name) => `build/${name}.wasm`).join(', ')}`);
