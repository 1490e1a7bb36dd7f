/** workerd, which runs Cloudflare Workers: it compiles nothing from bytes, so the machine is a module that is imported. */
import { test } from 'vitest';
import { bundle, machine } from '../bundle.ts';
import { compare, fromPackage, linesOf, present, withFiles } from '../host.ts';

const program = fromPackage('@cloudflare/workerd-linux-64/bin/workerd');

const main = `
import simd from './simd.wasm';
import scalar from './scalar.wasm';
export default {
  async test() {
    await body.run(console.log, { simd, scalar });
  },
};
`;

const config = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(
    name = "main",
    worker = (
      compatibilityDate = "2026-01-01",
      modules = [
        (name = "main.js", esModule = embed "main.js"),
        (name = "simd.wasm", wasm = embed "simd.wasm"),
        (name = "scalar.wasm", wasm = embed "scalar.wasm"),
      ],
    ),
  )],
);
`;

test.skipIf(!present('workerd', program))('workerd', async () => {
  const files = {
    'simd.wasm': machine('simd'),
    'scalar.wasm': machine('scalar'),
    'main.js': (await bundle()) + main,
    'config.capnp': config,
  };
  const lines = await withFiles(files, (folder) =>
    linesOf(program, ['test', '--no-verbose', 'config.capnp'], folder),
  );
  compare('workerd', lines);
});
