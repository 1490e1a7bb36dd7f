/**
 * `node scripts/compact-vectors.js FOLDER OUT`: makes of every NAME.json of FOLDER, a vector for `meniscus verify`, a
 * NAME.cases.safetensors in OUT, which says the same in a quarter of the bytes, and copies NAME.safetensors beside it.
 * Numbers become float32, which loses nothing where PyTorch computed in it.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '../dist/import.js';

/** What numbers of a case stand in tensors, and what of a wiring does. */
const fields = ['inputs', 'timespans', 'outputs', 'states'];
const states = ['initial_state', 'final_state'];
const matrices = ['adjacency_matrix', 'sensory_adjacency_matrix'];
/** What the sizes of tensors, the page in test/golden and the name of the file say already. */
const left = ['format', 'split', 'layout', 'dims', 'param_count'];

function tensorOf(name, nested) {
  const shape = [];
  for (let part = nested; Array.isArray(part); part = part[0]) shape.push(part.length);
  const data = nested.flat(shape.length - 1);
  if (data.length !== shape.reduce((all, size) => all * size, 1) || !data.every(Number.isFinite))
    throw new Error(`${name}: rows of different lengths, or what is no number`);
  return { name, shape, data };
}

const without = (object, ...keys) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

function compact(vector) {
  const tensors = vector.cases.flatMap((one, i) => [
    ...fields.filter((key) => one[key]).map((key) => tensorOf(`${i}.${key}`, one[key])),
    ...states.flatMap((key) =>
      Object.entries(one[key]).map(([name, state]) => tensorOf(`${i}.${key}.${name}`, state)),
    ),
  ]);
  const { wiring } = vector;
  if (wiring)
    tensors.push(
      ...matrices.filter((key) => wiring[key]).map((key) => tensorOf(`wiring.${key}`, wiring[key])),
    );
  const description = {
    ...without(vector, ...left),
    ...(wiring && { wiring: without(wiring, ...matrices) }),
    cases: vector.cases.map((one) => without(one, ...fields, ...states, 'output_abs_max', 'output_std')),
  };
  return writeSafetensors(tensors, { vector: JSON.stringify(description) });
}

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error('usage: node scripts/compact-vectors.js FOLDER OUT');
mkdirSync(to, { recursive: true });
for (const file of readdirSync(from).filter((name) => name.endsWith('.json'))) {
  const weights = file.replace(/json$/, 'safetensors');
  if (!existsSync(join(from, weights))) continue;
  const bytes = compact(JSON.parse(readFileSync(join(from, file), 'utf8')));
  writeFileSync(join(to, file.replace(/json$/, 'cases.safetensors')), bytes);
  copyFileSync(join(from, weights), join(to, weights));
}
