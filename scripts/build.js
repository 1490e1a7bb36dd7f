/** `npm run build`: the interpreter (AssemblyScript → build/*.wasm), then the packages and the CLI (esbuild → dist/*.js). */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { buildAmp } from './amp.js';
import { bundledPackages } from './bundled.js';
import { filesIn, hashOf } from './fingerprint.js';
import { inline, inlineJavaScript } from './inline.js';
import { withoutPages } from './packages.js';
import { buildPlayground } from './playground.js';
import { isUpToDate, recordBuild, sourcesOfBuild } from './stamp.js';
import { buildWasm } from './wasm.js';

/** What was made, and from what: taken before, so that a source that changes meanwhile is seen the next time. */
const from = sourcesOfBuild();
if (isUpToDate(from)) process.exit();

/** Instead of the bytes of a build: the module that the host makes of build/<build>.wasm, as workerd does. */
const wasmAsModules = {
  name: 'wasm as modules',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /runtime.generated.(simd|scalar|relaxed)\.ts$/ }, ({ path }) => ({
      contents: `import module from '../../build/${basename(path, '.ts')}.wasm';\nexport const wasm = () => module;`,
    }));
    // the path as it is from the outputs, which lie two folders deep
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** Modules of Node that a CommonJS package requires, as imports: pages have no `require`. */
const requiredOfNode = {
  name: 'required of node',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\w+$/ }, ({ path, kind }) =>
      kind === 'require-call' && builtinModules.includes(path) ? { path, namespace: 'required' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('imported:${path}').default;`,
    }));
    onResolve({ filter: /^imported:/ }, ({ path }) => ({ path: path.slice(9), namespace: 'imported' }));
    onLoad({ filter: /./, namespace: 'imported' }, ({ path }) => ({
      contents: `export { default } from 'node:${path}';`,
    }));
  },
};

/** The entries that programs import, besides those that run models. */
const libraries = ['train', 'data', 'format', 'import'];

const compiled = await buildWasm();
await Promise.all([
  inline('src/runtime', 'simd', 'scalar', 'relaxed'),
  inlineJavaScript('src/runtime'),
  inline('src/train', 'train'),
]);
// what decides how a training ends: finished trainings are cached under its hash
const training = hashOf(
  filesIn(
    [
      'assembly/train',
      ...[
        'cells',
        'compile',
        'data',
        'format',
        'graph',
        'integrators',
        'network',
        'ops',
        'quantise',
        'train',
        'wiring',
      ].map((folder) => `src/${folder}`),
    ],
    (file) => file.endsWith('.ts'),
  ),
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
// an entry has what a step needs; words for refusals and the budget are fetched when they are needed
const runtime = (outdir, builds, plugins = []) =>
  build({
    ...anywhere,
    entryPoints: builds.map((name) => `src/runtime/entries/${name}.ts`),
    outdir,
    splitting: true,
    minify: true,
    plugins,
  });
await runtime('dist/runtime', ['simd', 'scalar', 'relaxed', 'js', 'health']);
await runtime('dist/workerd', ['simd', 'scalar', 'relaxed', 'health'], [wasmAsModules]);
// lines are short, for what Node prints of an error
const compact = { minify: true, lineLimit: 160 };
// they share their operations: those of one are known to the compiler of the other; the command line shares all that it can, and
// its charts have no markup to parse; its libraries are inside, so that the package has no dependencies
const packed = await build({
  ...anywhere,
  ...compact,
  metafile: true,
  entryPoints: {
    ...Object.fromEntries(libraries.map((name) => [name, `src/${name}/index.ts`])),
    cli: 'src/cli/main.ts',
  },
  splitting: true,
  mainFields: ['module', 'main'],
  external: ['node:*', 'assemblyscript'],
  alias: withoutPages,
  plugins: [requiredOfNode],
});
// the report's script and style, which the audit writes into the page
await build({
  ...options,
  entryPoints: { 'report-page': 'audit/page/client.ts' },
  format: 'iife',
  platform: 'browser',
  minify: true,
});
await buildPlayground();
await buildAmp();
// programs for Node: their libraries are inside, so that the package has no dependencies
const program = (entryPoints, more) =>
  build({
    ...options,
    ...compact,
    metafile: true,
    entryPoints,
    splitting: true,
    platform: 'node',
    external: ['assemblyscript', 'esbuild', 'puppeteer-core'],
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    loader: { '.csv': 'text' },
    define: { MENISCUS_SOURCES: JSON.stringify(training) },
    ...more,
  });
// those of the repository, which are not packed, and what they share
await program(
  {
    audit: 'audit/main.ts',
    worker: 'src/jobs/worker.ts',
    drift: 'test/drift/main.ts',
    fuzz: 'test/fuzz/main.ts',
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
  { chunkNames: 'shared-[hash]' },
);
// for THIRD-PARTY.md
const inside = {
  ...Object.fromEntries(
    libraries.map((name) => [`meniscus/${name}`, bundledPackages(packed.metafile, [`dist/${name}.js`])]),
  ),
  'the command line': bundledPackages(packed.metafile, ['dist/cli.js']),
};
writeFileSync('dist/bundled.json', `${JSON.stringify(inside)}\n`);
recordBuild(from);
if (compiled.length > 0) console.log(`compiled ${compiled.map((name) => `build/${name}.wasm`).join(', ')}`);
