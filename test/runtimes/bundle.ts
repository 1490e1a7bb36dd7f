/** The shared body and all models as one script, for any host. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { drawSequence } from '../../src/measure/output-hash.ts';
import { loadSync } from '../../src/runtime/index.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'models');

export const modelNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.mns'))
  .map((name) => name.slice(0, -4))
  .sort();

/** Where a model lies, for a host that reads files. */
export const modelPath = (name: string): string => join(folder, `${name}.mns`);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A model, and the snapshot of a session in this Node after half of its steps. */
function embedded(name: string): { model: string; snapshot: string } {
  const blob = readFileSync(modelPath(name));
  const model = loadSync(blob);
  const { inputs, dt } = drawSequence(model);
  const half = dt.length / 2;
  const session = model.session();
  session.run(inputs.subarray(0, half * model.inputs), { dt: dt.subarray(0, half) });
  return { model: base64(blob), snapshot: base64(session.snapshot()) };
}

/**
 * A script that defines the global variable `body` with what body.ts exports; for workerd a module that exports it. The
 * runtime in it is that of `dist`, as it ships, so `npm run build` comes first.
 */
export async function bundle(host?: 'workerd'): Promise<string> {
  const models = Object.fromEntries(modelNames.map((name) => [name, embedded(name)]));
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/runtimes/body.ts')],
    bundle: true,
    write: false,
    ...(host ? { format: 'esm' } : { format: 'iife', globalName: 'body' }),
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'warning',
    plugins: [
      {
        name: 'models, and the runtime that ships',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /runtime\/entries\/\w+\.ts$/ }, ({ path }) => {
            const entry = basename(path, '.ts');
            // JavaScript has no machine to compile, and so no variant for a host
            return {
              path: join(root, 'dist', entry === 'js' ? 'runtime' : (host ?? 'runtime'), `${entry}.js`),
            };
          });
          onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
          onLoad({ filter: /runtimes.models\.ts$/ }, () => ({
            contents: `export default ${JSON.stringify(models)}`,
          }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

/** The bytes of a build, for hosts that are given the interpreter. */
export const machine = (build: 'simd' | 'scalar' | 'relaxed'): Buffer =>
  readFileSync(join(root, `build/${build}.wasm`));
