/**
 * Compiles the AssemblyScript of assembly/ into build/*.wasm; run as `node scripts/wasm.js` or import `buildWasm`.
 *
 * A target is skipped when its output exists and nothing it depends on has changed: build/wasm.json holds the fingerprint
 * of each output.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn, fingerprint } from './fingerprint.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = join(root, 'build');
const record = join(build, 'wasm.json');

/** Entry file of each target of asconfig.json; the output is build/<target>.wasm. */
const ENTRIES = {
  simd: 'assembly/index.ts',
  scalar: 'assembly/index.ts',
  relaxed: 'assembly/index.ts',
  checked: 'assembly/checked.ts',
  math: 'assembly/tests/math-entry.ts',
  train: 'assembly/train/index.ts',
};

export const targets = Object.keys(ENTRIES);

/** Of every AssemblyScript source but the specs, which no target contains. */
const current = () =>
  fingerprint(filesIn(['assembly'], (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts')));

/** The fingerprints the present outputs were made from; empty when there are none. */
function made() {
  try {
    return JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    return {};
  }
}

async function compile(target) {
  const asc = (await import('assemblyscript/asc')).default;
  const outputs = new Map();
  const { error, stderr } = await asc.main(
    [ENTRIES[target], '--config', 'asconfig.json', '--target', target, '--outFile', `${target}.wasm`],
    { baseDir: root, writeFile: (name, contents) => void outputs.set(name, contents) },
  );
  if (error) throw new Error(`assembly, target ${target}: ${error.message}\n${stderr.toString()}`);
  return outputs.get(`${target}.wasm`);
}

/** Those of the targets whose output is missing or was made from something else. */
export function staleTargets(wanted = targets) {
  const now = current();
  const kept = made();
  return wanted.filter((target) => kept[target] !== now || !existsSync(join(build, `${target}.wasm`)));
}

/**
 * Brings build/<target>.wasm up to date for the given targets (all of them by default).
 *
 * Outputs appear by renaming, so a reader never sees half a file. Returns the names of the targets that were compiled.
 * Throws with the compiler's messages when one does not compile.
 */
export async function buildWasm(wanted = targets) {
  mkdirSync(build, { recursive: true });
  const from = current();
  const stale = staleTargets(wanted);
  for (const target of stale) {
    const temporary = join(build, `${target}.wasm.${process.pid}`);
    writeFileSync(temporary, await compile(target));
    renameSync(temporary, join(build, `${target}.wasm`));
    writeFileSync(record, `${JSON.stringify({ ...made(), [target]: from }, null, 2)}\n`);
  }
  return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const target of await buildWasm(process.argv.length > 2 ? process.argv.slice(2) : undefined)) {
    console.log(`build/${target}.wasm: ${readFileSync(join(build, `${target}.wasm`)).length} bytes`);
  }
}
