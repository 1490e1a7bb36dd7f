/** A program in C, without any JavaScript: the scalar build goes through wasm2c, which has no SIMD. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawSequence, Hash } from '../../../src/measure/output-hash.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { blobOf, farModel } from '../../origins.ts';
import { machine, modelNames, modelPath, root } from '../bundle.ts';
import { compare, linesOf, present, withFiles } from '../host.ts';
import { onPath } from '../programs.ts';

const compilers = [onPath('wasm2c'), onPath('gcc')];
const support = '/usr/share/wabt/wasm2c';

const far = blobOf(farModel());

/** The line of the model far from 0, fed around its origins, as the runtime in JavaScript computes it. */
function farLine(): string {
  const model = loadSync(far, { build: 'scalar' });
  const { inputs, dt } = drawSequence(model);
  const origins = model.origins?.inputs ?? [];
  const outputs = model.run(
    Float64Array.from(inputs, (x, i) => x + origins[i % model.inputs].origin),
    { dt },
  );
  expect(outputs).toBeInstanceOf(Float64Array);
  const hash = new Hash();
  hash.add(outputs);
  return `far scalar ${hash.hex}`;
}

test.skipIf(!present('C', ...compilers))('C', async () => {
  const [wasm2c, gcc] = compilers;
  const lines = await withFiles({ 'scalar.wasm': machine('scalar'), 'far.mns': far }, async (folder) => {
    await linesOf(wasm2c, ['scalar.wasm', '-n', 'machine', '-o', 'machine.c'], folder);
    const sources = ['machine.c', join(root, 'test/runtimes/c/run.c'), join(support, 'wasm-rt-impl.c')];
    // -ffp-contract=off: no product and sum may be fused, else the bits are others
    const flags = ['-O1', '-ffp-contract=off', '-I.', `-I${support}`, '-o', 'run'];
    await linesOf(gcc, [...flags, ...sources, '-lm'], folder);
    const models = modelNames.flatMap((name) => [name, modelPath(name)]);
    return linesOf(join(folder, 'run'), [...models, 'far', join(folder, 'far.mns')]);
  });
  expect(lines.pop()).toBe(farLine());
  compare('C', lines, ['scalar']);
});
