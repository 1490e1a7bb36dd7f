/** A program in C, without any JavaScript: the scalar build goes through wasm2c, which has no SIMD. */
import { join } from 'node:path';
import { test } from 'vitest';
import { machine, modelNames, modelPath, root } from '../bundle.ts';
import { compare, linesOf, present, withFiles } from '../host.ts';
import { onPath } from '../programs.ts';

const compilers = [onPath('wasm2c'), onPath('gcc')];
const support = '/usr/share/wabt/wasm2c';

test.skipIf(!present('C', ...compilers))('C', async () => {
  const [wasm2c, gcc] = compilers;
  const lines = await withFiles({ 'scalar.wasm': machine('scalar') }, async (folder) => {
    await linesOf(wasm2c, ['scalar.wasm', '-n', 'machine', '-o', 'machine.c'], folder);
    const sources = ['machine.c', join(root, 'test/runtimes/c/run.c'), join(support, 'wasm-rt-impl.c')];
    // -ffp-contract=off: no product and sum may be fused, else the bits are others
    const flags = ['-O1', '-ffp-contract=off', '-I.', `-I${support}`, '-o', 'run'];
    await linesOf(gcc, [...flags, ...sources, '-lm'], folder);
    const models = modelNames.flatMap((name) => [name, modelPath(name)]);
    return linesOf(join(folder, 'run'), models);
  });
  compare('C', lines, ['scalar']);
});
