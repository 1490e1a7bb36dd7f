/** The relaxed build: refused where the host has no relaxed SIMD, close to the exact build where it has. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findNode24 } from '../../bench/step/node24.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { selfTest } from '../../src/runtime/self-test.ts';
import { bytesOf } from '../machine/builds.ts';
import { randomParameters, randomSequence, smallModel } from '../models.ts';

const model = smallModel({ cell: cells.lstm() });
const blobOf = (seed: number) => compile(model, randomParameters(model, seed)).blob;
const supported = WebAssembly.validate(bytesOf('relaxed'));

test(`on this host, which ${supported ? 'has' : 'lacks'} relaxed SIMD`, () => {
  const load = () => loadSync(blobOf(1), { build: 'relaxed' });
  if (!supported) {
    expect(load).toThrow(MeniscusError);
    expect(load).toThrow(/a host without relaxed SIMD needs the exact build/);
    return;
  }
  const { inputs } = randomSequence(200, 3);
  const exact = loadSync(blobOf(1), { build: 'simd' }).run(inputs);
  load()
    .run(inputs)
    .forEach((y, i) => {
      expect(Math.abs(y - exact[i])).toBeLessThanOrEqual(1e-5);
    });
});

test('a machine that computes something else is found out when a model is loaded', () => {
  const modelOf = (seed: number) => loadSync(blobOf(seed));
  expect(() => selfTest(modelOf(1), modelOf(1))).not.toThrow();
  expect(() => selfTest(modelOf(1), modelOf(2))).toThrow(
    /relaxed build gives wrong results .* use the build simd/,
  );
});

const node24 = findNode24();
if (!node24) console.log('the relaxed build in Node 24: skipped, npm ci --prefix bench/peers installs one');

test.skipIf(!node24)('in Node 24 every model of models/ is within 1e-5 of the exact build', () => {
  const at = (path: string) => new URL(`../../${path}`, import.meta.url);
  const script = `
    import { readdirSync, readFileSync } from 'node:fs';
    import { loadSync as loadExact } from '${pathToFileURL(fileURLToPath(at('dist/runtime/simd.js')))}';
    import { loadSync as loadRelaxed } from '${pathToFileURL(fileURLToPath(at('dist/runtime/relaxed.js')))}';
    const folder = '${fileURLToPath(at('models/'))}';
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.mns'))) {
      const blob = readFileSync(folder + name);
      const run = (loadSync) => {
        const model = loadSync(blob);
        const inputs = Float32Array.from({ length: 300 * model.inputs }, (_, i) => Math.sin(i / 7));
        return model.run(inputs);
      };
      const [exact, relaxed] = [run(loadExact), run(loadRelaxed)];
      const scale = Math.max(...exact.map(Math.abs));
      const error = Math.max(...exact.map((y, i) => Math.abs(y - relaxed[i]))) / scale;
      console.log(name, error);
      if (!(error <= 1e-5)) process.exitCode = 1;
    }`;
  const printed = execFileSync(node24 as string, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(printed.trim().split('\n').length).toBeGreaterThanOrEqual(4);
});
