/** Embeds WebAssembly in modules, so that neither the runtime nor the trainer needs a file beside it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const root = new URL('../', import.meta.url);

/** Writes `<folder>/generated/<file>` with each of the builds in base64, as a constant by its name in capitals. */
async function inline(folder, file, what, builds) {
  const generated = new URL(`${folder}/generated/`, root);
  const constants = await Promise.all(
    builds.map(async (build) => {
      const base64 = await readFile(new URL(`build/${build}.wasm`, root), 'base64');
      return `export const ${build.toUpperCase()} =\n  '${base64}';\n`;
    }),
  );
  await mkdir(generated, { recursive: true });
  await writeFile(
    new URL(file, generated),
    `/** Written by scripts/inline.js: ${what} in base64. */\n${constants.join('')}`,
  );
}

/** Writes src/runtime/generated/machine.ts. */
export const inlineMachine = () =>
  inline('src/runtime', 'machine.ts', 'the machine’s builds', ['simd', 'scalar', 'relaxed']);

/** Writes src/train/generated/kernels.ts. */
export const inlineKernels = () => inline('src/train', 'kernels.ts', 'the trainer’s kernels', ['train']);
