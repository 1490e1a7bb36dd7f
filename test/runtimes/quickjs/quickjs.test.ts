/** QuickJS, an interpreter without WebAssembly: wasm2js makes JavaScript of the scalar build. */
import { join } from 'node:path';
import { test } from 'vitest';
import { bundle, machine, root } from '../bundle.ts';
import { compare, fromPackage, linesOf, present, withFiles } from '../host.ts';

/** As much of the interface as the runtime uses. `start` makes a machine. */
const standIn = `
const WebAssembly = {
  validate: () => false,
  Module: class {},
  Instance: class { exports = start(); },
};
`;

/** A function `start` of the module that wasm2js writes, which makes one machine and exports its functions. */
function factory(module: string): string {
  const [body, exports] = module.split(/^var retasmFunc = /m);
  if (exports === undefined) throw new Error('wasm2js wrote another kind of module than it used to');
  return `function start() {\n${body}\nreturn asmFunc({});\n}\n`;
}

test.skipIf(!present('QuickJS', fromPackage('quickjs-emscripten')))('QuickJS', async () => {
  const wasm2js = join(root, 'node_modules/binaryen/bin/wasm2js');
  const features = ['--enable-bulk-memory', '--enable-bulk-memory-opt', '--enable-nontrapping-float-to-int'];
  const lines = await withFiles({ 'scalar.wasm': machine('scalar') }, async (folder) => {
    const module = await linesOf(process.execPath, [wasm2js, 'scalar.wasm', '-O', ...features], folder);
    const run = `body.runSync(print, { scalar: new WebAssembly.Module() }, ['scalar']);\n`;
    const script = factory(module.join('\n')) + standIn + (await bundle()) + run;
    return withFiles({ 'script.js': script }, (place) =>
      linesOf(process.execPath, [join(root, 'test/runtimes/quickjs/main.mjs'), join(place, 'script.js')]),
    );
  });
  compare('QuickJS', lines, ['scalar']);
});
