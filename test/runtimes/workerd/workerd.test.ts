/** workerd, which runs Cloudflare Workers: it compiles nothing from bytes, so its variant imports machines as modules. */
import { test } from 'vitest';
import { bundle, machine } from '../bundle.ts';
import { compare, fromPackage, linesOf, present, withFiles } from '../host.ts';

const program = fromPackage('@cloudflare/workerd-linux-64/bin/workerd');
const builds = ['simd', 'scalar', 'relaxed'] as const;

const main = `
import { run, runRelaxed } from './body.js';
export default {
  async test() {
    await run(console.log);
    runRelaxed(console.log);
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
        (name = "body.js", esModule = embed "body.js"),
        ${builds.map((build) => `(name = "${build}.wasm", wasm = embed "${build}.wasm"),`).join('\n        ')}
      ],
    ),
  )],
);
`;

test.skipIf(!present('workerd', program))('workerd', async () => {
  const files = {
    ...Object.fromEntries(builds.map((build) => [`${build}.wasm`, machine(build)])),
    'body.js': await bundle('workerd'),
    'main.js': main,
    'config.capnp': config,
  };
  const lines = await withFiles(files, (folder) =>
    linesOf(program, ['test', '--no-verbose', 'config.capnp'], folder),
  );
  compare('workerd', lines);
});
