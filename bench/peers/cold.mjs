/**
 * `node bench/peers/cold.mjs FOLDER CASE`: from nothing to a first step, in a process that has done nothing else. FOLDER
 * is what parcel.mjs made of the same CASE. Prints one line of JSON:
 *
 *   name, version, node, modelBytes, shippedBytesRaw, shippedBytesGzip   see parcel.mjs
 *   msLoad            the script: read from disk, parsed, run
 *   msOpen            the .wasm read, compiled and started; the model in its runtime, ready
 *   msStep            the first step
 *   msToFirstStep     their sum; the model's bytes are in memory before
 *   rss, rssBefore    bytes of the process after the first step, and before the script was loaded
 *   wasmMemoryBytes   all WebAssembly memories after the first step
 *   output            of the first step, to be compared
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';

const [folder, file] = process.argv.slice(2);
const { entry, wasmFolder, ...parcel } = JSON.parse(readFileSync(join(folder, 'parcel.json'), 'utf8'));
const model = deserialize(readFileSync(join(folder, 'model')));
const { sequence, inputs, dt } = deserialize(readFileSync(file));
const x = sequence.slice(0, inputs);

// memories are made by the scripts and imported, or made by the modules and exported: both are seen here
const { Memory, Instance, instantiate } = WebAssembly;
const memories = new Set();
const watch = (instance) => {
  for (const value of Object.values(instance.exports)) if (value instanceof Memory) memories.add(value);
  return instance;
};
WebAssembly.Memory = new Proxy(Memory, {
  construct(target, parameters) {
    const memory = new target(...parameters);
    memories.add(memory);
    return memory;
  },
});
WebAssembly.Instance = new Proxy(Instance, {
  construct: (target, parameters) => watch(new target(...parameters)),
});
WebAssembly.instantiate = async (...parameters) => {
  const made = await instantiate(...parameters);
  watch(made instanceof Instance ? made : made.instance);
  return made;
};

const rssBefore = process.memoryUsage.rss();
const start = performance.now();
const { open } = await import(entry);
const loaded = performance.now();
const runtime = await open(model, wasmFolder);
const opened = performance.now();
const output = Array.from(await runtime.step(x, dt));
const stepped = performance.now();
const rss = process.memoryUsage.rss();

const result = {
  ...parcel,
  node: process.version,
  msToFirstStep: stepped - start,
  msLoad: loaded - start,
  msOpen: opened - loaded,
  msStep: stepped - opened,
  rss,
  rssBefore,
  wasmMemoryBytes: [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  output,
};
await runtime.close();
console.log(JSON.stringify(result));
