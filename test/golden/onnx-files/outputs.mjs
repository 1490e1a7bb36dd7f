/**
 * Fills in the outputs of the cases in this folder, by onnxruntime-web.
 *
 *     npm ci --prefix bench/peers
 *     node test/golden/onnx-files/outputs.mjs FOLDER
 *
 * `run` of a case: `whole`, one call with all rows; `prefix`, row t is the last row of a call with rows 0 … t; `loop`, a call for
 * each row, `chunks`, for some, with the states fed back; `final`, one call, of which only the last row is known.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const peers = createRequire(new URL('../../../bench/peers/meniscus.mjs', import.meta.url));
const found = await import(pathToFileURL(peers.resolve('onnxruntime-web/wasm')).href);
const { env, InferenceSession, Tensor } = found.default ?? found;
env.wasm.numThreads = 1;
env.logLevel = 'error';

const [folder] = process.argv.slice(2);

/** The tensors of some rows; columns go to the inputs in their order. */
function feedsOf({ feeds, last_axis }, rows) {
  const found = {};
  let from = 0;
  for (const [name, columns, shape] of feeds) {
    const part = rows.map((row) => row.slice(from, from + columns));
    const data = last_axis ? part[0].flatMap((_, k) => part.map((row) => row[k])) : part.flat();
    found[name] = new Tensor(
      'float32',
      Float32Array.from(data),
      shape.map((n) => (n === -1 ? rows.length : n)),
    );
    from += columns;
  }
  return found;
}

const tensor = (shape, data) => new Tensor('float32', Float32Array.from(data), shape);

async function outputsOf(one, session) {
  const { inputs, run, y = [session.outputNames[0]], state = [], start = [], chunk = 1 } = one;
  const fixed = Object.fromEntries(start.map(([name, shape, data]) => [name, tensor(shape, data)]));
  const columns = (result, count) =>
    Array.from({ length: count }, (_, t) =>
      y.flatMap((name) => {
        const { data } = result[name];
        const n = data.length / count;
        return Array.from(data.slice(t * n, (t + 1) * n));
      }),
    );
  const call = (rows, more = {}) => session.run({ ...feedsOf(one, rows), ...fixed, ...more });
  if (run === 'whole') return columns(await call(inputs), inputs.length);
  if (run === 'final') return columns(await call(inputs), 1);
  const found = [];
  if (run === 'prefix') {
    for (let t = 1; t <= inputs.length; t++) found.push(...columns(await call(inputs.slice(0, t)), 1));
    return found;
  }
  let states = Object.fromEntries(state.map(([name, , shape, data]) => [name, tensor(shape, data)]));
  const size = run === 'chunks' ? chunk : 1;
  for (let t = 0; t < inputs.length; t += size) {
    const result = await call(inputs.slice(t, t + size), states);
    states = Object.fromEntries(state.map(([name, next]) => [name, result[next]]));
    found.push(...columns(result, size));
  }
  return found;
}

const rounded = (row) => row.map((x) => Number(x.toPrecision(9)));

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const path = join(folder, name);
  const one = JSON.parse(readFileSync(path, 'utf8'));
  if (one.expected !== 'import') continue;
  const session = await InferenceSession.create(readFileSync(path.replace(/json$/, 'onnx')));
  one.outputs = (await outputsOf(one, session)).map(rounded);
  one.inputs = one.inputs.map(rounded);
  one.outputs_by = 'onnxruntime-web 1.30.0';
  writeFileSync(path, `${JSON.stringify(one)}\n`);
  await session.release();
  console.log(name, one.outputs.length, 'rows of', one.outputs[0].length);
}
