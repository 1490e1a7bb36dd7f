/** Embeds the two builds of the machine in a module, so that the runtime needs no file beside it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const root = new URL('../', import.meta.url);

/** Writes src/runtime/generated/machine.ts from build/simd.wasm and build/scalar.wasm. */
export async function inlineMachine() {
  const folder = new URL('src/runtime/generated/', root);
  const [simd, scalar] = await Promise.all(
    ['simd', 'scalar'].map((build) => readFile(new URL(`build/${build}.wasm`, root), 'base64')),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(
    new URL('machine.ts', folder),
    `/** Written by scripts/inline.js: the machine's builds in base64. */\nexport const SIMD =\n  '${simd}';\nexport const SCALAR =\n  '${scalar}';\n`,
  );
}
