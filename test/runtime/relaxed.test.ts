/** The relaxed build: refused where the host has no relaxed SIMD, close to the exact build where it has. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findNode24 } from '../../bench/step/node24.ts';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { semiImplicit } from '../../src/integrators/semi-implicit.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { simd } from '../../src/runtime/builds/simd.ts';
import { loadSync, MeniscusError } from '../../src/runtime/index.ts';
import { loadersOf } from '../../src/runtime/load.ts';
import { comparedWith, selfTest } from '../../src/runtime/self-test.ts';
import { calibrate } from '../../src/train/calibrate.ts';
import { bytesOf } from '../interpreter/builds.ts';
import { randomParameters, randomSequence, smallModel } from '../models.ts';
import { assemble, leakyIntegrator } from './blob-builder.ts';

const network = smallModel({ cell: cells.lstm() });
const blobOf = (seed: number) => compile(network, randomParameters(network, seed)).blob;
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

test('an interpreter that computes something else is found out when a model is loaded', () => {
  const modelOf = (seed: number) => loadSync(blobOf(seed));
  expect(() => selfTest(modelOf(1), modelOf(1))).not.toThrow();
  expect(() => selfTest(modelOf(1), modelOf(2))).toThrow(
    /relaxed build gives wrong results .* use the exact build/,
  );
});

test('steps that the model itself cannot do are not held against the build', () => {
  const stiff = assemble(leakyIntegrator(1e-6, 1));
  expect(() => loadSync(stiff).run(new Float32Array(8).fill(1))).toThrow('is not finite');
  expect(() => selfTest(loadSync(stiff), loadSync(stiff))).not.toThrow();
  // a build that alone cannot do them is wrong
  const mild = loadSync(assemble(leakyIntegrator(1, 1)));
  expect(() => selfTest(loadSync(stiff), mild)).toThrow('gives wrong results');
});

test('values that left their ranges in it are not reported as the caller’s', () => {
  const spec = { inputs: 40, outputs: 2, layers: [{ cell: cells.lstm(), units: 40 }], readout: 'dense' };
  const wide = buildNetwork(spec as NetworkSpec);
  const parameters = randomParameters(wide);
  const sequence = randomSequence(20, 40);
  const quiet = { ...sequence, inputs: sequence.inputs.map((x) => x / 100) };
  const { blob } = compile(wide, parameters, {
    weights: 'i16',
    ranges: calibrate(wide, parameters, [quiet]),
  });
  const model = loadSync(blob);
  model.run(new Float32Array(40).fill(1));
  expect(model.saturated()).toBe(true);
  selfTest(model, loadSync(blob));
  expect(model.saturated()).toBe(false);
});

test('with a budget it is compared with an exact model of as many unfolds', async () => {
  // layers with different counts have no number that stands for all of both
  const [fast, slow] = [2, 6].map((unfolds) => ({
    cell: cells.ltc(),
    units: 3,
    integrator: semiImplicit,
    unfolds,
  }));
  const stack = buildNetwork({ inputs: 3, outputs: 2, layers: [fast, slow], readout: 'dense' });
  const { blob } = compile(stack, randomParameters(stack));
  // the interpreter in both places is the exact one here, which every host has
  const { load } = comparedWith(loadersOf(simd), loadersOf(simd));
  expect((await load(blob, { budget: '1s' })).budget?.unfolds).toBe(6);
  expect((await load(blob, { unfolds: 1 })).budget).toBe(null);
  await expect(load(blob, { budget: '1ns' })).rejects.toMatchObject({ code: 'budget' });
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
