/**
 * `node bench/peers/parcel.mjs NAME CASE FOLDER`: what has to be downloaded before a first step, put into a folder for
 * cold.mjs, so that making it costs the process that is measured neither time nor memory.
 *
 * NAME is `meniscus`, `onnxruntime-web` or `tfjs-wasm`; CASE a file that bench/step/cold.ts wrote. In FOLDER come to lie
 * `model`, what the runtime is given; the program, minified, where its library does not ship it so; and `parcel.json`:
 *
 *   name, version
 *   entry             the module that cold.mjs imports, an address
 *   wasmFolder        where that module finds its .wasm, if it has to be told
 *   modelBytes        weights and program of the cell; tfjs has its program in the bundle
 *   shippedBytesRaw, shippedBytesGzip (level 9)
 *                     script and SIMD .wasm as a browser downloads them, without the model; files that are downloaded one
 *                     by one are compressed one by one
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { gzipSync } from 'node:zlib';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const versionOf = (manifest) => JSON.parse(readFileSync(here(manifest), 'utf8')).version;

/** A minified bundle. esbuild is the project's own. */
async function bundle(entry, platform) {
  const { build } = createRequire(import.meta.url)('esbuild');
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform,
    mainFields: ['browser', 'module', 'main'], // the modules, from which unused parts can be left out
    external: platform === 'browser' ? ['node:*'] : [],
    // what Emscripten's script asks for under Node
    banner: {
      js:
        platform === 'node'
          ? "import{createRequire}from'node:module';const require=createRequire(import.meta.url),__dirname='.',__filename='.';"
          : '',
    },
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

/** Each gives what cold.mjs imports, and the files that a browser downloads. */
const runtimes = {
  meniscus: {
    version: () => versionOf('../../package.json'),
    modelBytes: (blob) => blob.length,
    program: './meniscus.mjs',
    shipped: async () => [await bundle('./meniscus.mjs', 'browser')], // the .wasm is inside
  },
  'onnxruntime-web': {
    version: () => versionOf('./node_modules/onnxruntime-web/package.json'),
    modelBytes: ({ bytes }) => bytes.length,
    // its minified bundle finds its .wasm beside itself
    entry: here('./onnxruntime.mjs'),
    program: './onnxruntime.mjs',
    shipped: () =>
      ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'].map((file) =>
        readFileSync(here(`./node_modules/onnxruntime-web/dist/${file}`)),
      ),
  },
  'tfjs-wasm': {
    version: () => versionOf('./node_modules/@tensorflow/tfjs-backend-wasm/package.json'),
    modelBytes: ({ parameters }) => [...parameters.values()].reduce((sum, data) => sum + data.byteLength, 0),
    program: './tfjs.mjs',
    wasmFolder: here('./node_modules/@tensorflow/tfjs-backend-wasm/dist/'),
    shipped: async () => [
      await bundle('./tfjs.mjs', 'browser'),
      readFileSync(here('./node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm')),
    ],
  },
};

const [name, file, folder] = process.argv.slice(2);
const runtime = runtimes[name];
if (!runtime || !file || !folder) {
  console.error(`usage: parcel.mjs ${Object.keys(runtimes).join('|')} CASE FOLDER`);
  process.exit(2);
}
const { prepare } = await import(new URL(runtime.program, import.meta.url).href);
const model = await prepare(deserialize(readFileSync(file)));
writeFileSync(join(folder, 'model'), serialize(model));
let { entry } = runtime;
if (!entry) {
  entry = resolve(folder, 'program.mjs');
  writeFileSync(entry, await bundle(runtime.program, 'node'));
}
const files = await runtime.shipped();
const total = (sizes) => sizes.reduce((sum, size) => sum + size, 0);
const parcel = {
  name,
  version: runtime.version(),
  entry: pathToFileURL(entry).href,
  wasmFolder: runtime.wasmFolder,
  modelBytes: runtime.modelBytes(model),
  shippedBytesRaw: total(files.map((bytes) => bytes.length)),
  shippedBytesGzip: total(files.map((bytes) => gzipSync(bytes, { level: 9 }).length)),
};
writeFileSync(join(folder, 'parcel.json'), JSON.stringify(parcel));
