/** The interpreter that ships is what anyone gets from the sources, to the byte, wherever they lie. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporary } from '../folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const elsewhere = temporary();

test('the sources alone build the same interpreters', () => {
  const clone = join(elsewhere, 'a folder of another name');
  for (const part of ['assembly', 'scripts', 'asconfig.json', 'package.json', 'package-lock.json'])
    cpSync(join(root, part), join(clone, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'), 'junction');
  execFileSync(process.execPath, ['scripts/wasm.js', 'simd', 'scalar', 'relaxed'], {
    cwd: clone,
    stdio: 'pipe',
  });
  const hash = (folder: string, name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'build', `${name}.wasm`)))
      .digest('hex');
  for (const name of ['simd', 'scalar', 'relaxed']) {
    console.log(`sha256 of ${name}.wasm: ${hash(root, name)}`);
    expect(hash(clone, name)).toBe(hash(root, name));
  }
});
