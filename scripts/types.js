/**
 * `node scripts/types.js`: of the declarations that `tsc -p tsconfig.types.json` wrote, keeps those that can be reached from
 * the package's entries. The others are of files that only the code imports.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const reached = new Set();
function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)\.[jt]s'/g))
    reach(resolve(dirname(file), `${path}.d.ts`));
}
for (const { types } of Object.values(exports)) if (types) reach(resolve(root, types));

const folder = join(root, 'dist/types');
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (entry.isFile() && !reached.has(file)) rmSync(file);
}
