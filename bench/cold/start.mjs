/**
 * `node bench/cold/start.mjs RUNTIME BLOB MACHINE`: from nothing to a first step, in a process that has done nothing
 * else. Prints milliseconds and bytes in one line of JSON. MACHINE is a .wasm file, compiled apart from what follows; with
 * `inside`, the runtime decodes and compiles the interpreter that it carries.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [runtime, file, machine] = process.argv.slice(2);
const blob = readFileSync(file);
const bytes = machine === 'inside' ? null : readFileSync(machine);
const residentBefore = process.memoryUsage.rss();

const start = performance.now();
const { loadSync } = await import(pathToFileURL(runtime).href);
const imported = performance.now();
const module = bytes ? new WebAssembly.Module(bytes) : undefined;
const compiled = performance.now();
const model = loadSync(blob, { interpreter: module });
const session = model.session();
const loaded = performance.now();
const input = new Float64Array(model.inputs).fill(0.5);
const before = performance.now();
session.step(input, 1);
const stepped = performance.now();

console.log(
  JSON.stringify({
    import: imported - start,
    compile: compiled - imported,
    load: loaded - compiled,
    ready: loaded - imported,
    firstStep: stepped - before,
    residentSet: process.memoryUsage.rss(),
    residentBefore,
    ...model.memory,
  }),
);
