/** `npm run build`: the machine (AssemblyScript → build/*.wasm), then the packages and the CLI (esbuild → dist/*.js). */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { inlineKernels, inlineMachine } from './inline.js';
import { buildWasm, targets } from './wasm.js';

/** Hash of the files with these endings in the folders, and of their names; not of what npm put there. */
function hashOf(folders, ...endings) {
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true }).map(String).sort())
      if (!name.includes('node_modules') && endings.some((ending) => name.endsWith(ending)))
        hash.update(`${folder}/${name}`).update(readFileSync(`${folder}/${name}`));
  return hash.digest('hex');
}

const stamp = 'dist/built-from';
const hashed = () => hashOf(['assembly', 'bench', 'examples', 'scripts', 'src'], '.ts', '.js', '.css');
const sources = hashed();
const present = targets.every((target) => existsSync(`build/${target}.wasm`));
if (present && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) process.exit();

const compiled = await buildWasm();
await inlineMachine();
await inlineKernels();
// what decides how a training ends: finished trainings are cached under its hash
const training = hashOf(
  ['cells', 'compile', 'data', 'graph', 'integrators', 'ops', 'train'].map((folder) => `src/${folder}`),
  '.ts',
);
rmSync('dist', { recursive: true, force: true });
const options = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
};
// what ships to devices and pages: no host's own modules but behind a dynamic import
const anywhere = { ...options, platform: 'neutral', external: ['node:*'] };
await build({ ...anywhere, entryPoints: { runtime: 'src/runtime/index.ts' } });
// they share their operations: those of one are known to the compiler of the other
await build({
  ...anywhere,
  entryPoints: Object.fromEntries(['train', 'data', 'import'].map((name) => [name, `src/${name}/index.ts`])),
  splitting: true,
});
// the report's script and style, which the audit writes into the page
await build({
  ...options,
  entryPoints: { 'report-page': 'src/audit/page/client.ts' },
  format: 'iife',
  platform: 'browser',
  minify: true,
});
// programs for Node: their libraries are inside, so that the package has no dependencies
await build({
  ...options,
  entryPoints: {
    cli: 'src/cli/main.ts',
    worker: 'src/audit/worker.ts',
    // every file of bench/ is a program of its own; what they share lies in folders
    ...Object.fromEntries(
      readdirSync('bench')
        .filter((name) => name.endsWith('.ts'))
        .map((name) => [`bench-${name.slice(0, -3)}`, `bench/${name}`]),
    ),
    // and every folder of examples/ one
    ...Object.fromEntries(
      readdirSync('examples')
        .filter((name) => existsSync(`examples/${name}/index.ts`))
        .map((name) => [`example-${name}`, `examples/${name}/index.ts`]),
    ),
  },
  splitting: true,
  platform: 'node',
  external: ['assemblyscript', 'esbuild'],
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  define: { MENISCUS_SOURCES: JSON.stringify(training) },
});
writeFileSync(stamp, hashed());
if (compiled.length > 0) console.log(`compiled ${compiled.map((name) => `build/${name}.wasm`).join(', ')}`);
