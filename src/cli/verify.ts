import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { oneLine } from '../check/visible.ts';
import { type CompileOptions, compile } from '../compile/compile.ts';
import { FileError } from '../files/error.ts';
import { readBytes } from '../files/read.ts';
import {
  type Golden,
  type GoldenCase,
  readGolden,
  readGoldenTensors,
  statesOfRow,
} from '../import/golden.ts';
import { type Imported, importModel } from '../import/index.ts';
import { roundings } from '../quantise/rounding/index.ts';
import { type Build, isSupported, loadSync, type Model, type Session } from '../runtime/index.ts';
import { command } from './command.ts';
import { rounding, weights } from './flags/weights.ts';
import { roundingFor } from './storing.ts';

/** The largest difference allowed between PyTorch and the interpreter, in f32. */
const TOLERANCE = 1e-5;

/** Ways to round that need no recording: test vectors are no log of a model's inputs. */
const blind = roundings.filter((rounding) => rounding !== 'compensated');

export const verify = command({
  name: 'verify',
  description: 'Compare imported models with the outputs of PyTorch',
  examples: ['meniscus verify golden', 'meniscus verify golden --weights q4 --rounding least-squares'],
  positionals: {
    folder: { help: 'Folder of NAME.safetensors with NAME.cases.safetensors or NAME.json' },
  },
  flags: {
    weights: weights({
      help: 'How to store matrices; only f32 is judged',
      default: 'f32',
    }),
    rounding: rounding('nearest', blind),
  },
  async run({ folder, weights, rounding: given }, terminal) {
    const { console } = terminal;
    const rounding = roundingFor(given, weights);
    const judged = weights === 'f32';
    const builds = (['simd', 'scalar', 'relaxed'] as const).filter(isSupported);
    const vectors = vectorsIn(folder);
    const width = Math.max(...vectors.map(({ name }) => name.length));
    const kinds = new Map<string, number[]>();
    let passed = 0;
    for (const { name, file } of vectors) {
      let verdict: string;
      try {
        const { kind, error } = await errorOf(join(folder, file), name, { weights, rounding }, builds);
        kinds.set(kind, [...(kinds.get(kind) ?? []), error]);
        const passes = error <= TOLERANCE; // NaN does not pass
        if (passes || !judged) passed++;
        verdict = `${error.toExponential(2).padStart(9)}${judged ? `  ${passes ? 'pass' : 'FAIL'}` : ''}`;
      } catch (error) {
        verdict = `    error  ${judged ? 'FAIL: ' : ''}${oneLine((error as Error).message)}`;
      }
      console.log(`${name.padEnd(width)}  ${verdict}`);
    }
    for (const line of byKind(kinds)) console.log(line);
    const failed = vectors.length - passed;
    console.log(
      `builds ${builds.join(', ')}; largest difference of outputs and states${judged ? `, at most ${TOLERANCE} to pass` : ', not judged'}`,
    );
    console.log(`${passed} passed, ${failed} failed`);
    if (failed > 0) terminal.exitCode = 1;
  },
});

/** Endings of files with test vectors. The weights, in .safetensors, lie beside them. */
const endings = ['.cases.safetensors', '.json'];

/** The test vectors in a folder, by name. @throws FileError if there are none */
function vectorsIn(folder: string): { name: string; file: string }[] {
  let files: string[];
  try {
    files = readdirSync(folder).sort();
  } catch (error) {
    throw new FileError(`${folder}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const vectors = files.flatMap((file) => {
    const ending = endings.find((end) => file.endsWith(end));
    const name = ending && file.slice(0, -ending.length);
    return name && files.includes(`${name}.safetensors`) ? [{ name, file }] : [];
  });
  if (vectors.length === 0)
    throw new FileError(
      `${folder}: holds no NAME.cases.safetensors and no NAME.json with a NAME.safetensors beside it`,
    );
  return vectors;
}

/** A row for each class and the cell that it became: the number of vectors, and their largest difference. */
function byKind(kinds: ReadonlyMap<string, readonly number[]>): string[] {
  if (kinds.size === 0) return [];
  const width = Math.max(...[...kinds.keys()].map((kind) => kind.length));
  const rows = [...kinds].map(
    ([kind, errors]) =>
      `${kind.padEnd(width)}  ${String(errors.length).padStart(7)}  ${errors.reduce(larger, 0).toExponential(2).padStart(11)}`,
  );
  return ['', `${'class → cell'.padEnd(width)}  vectors  largest difference`, ...rows.sort(), ''];
}

/**
 * The largest difference of a model's outputs and states from the test vectors, over all builds, or NaN; with its class and
 * the cell that it became.
 */
async function errorOf(
  vector: string,
  name: string,
  storage: Pick<CompileOptions, 'weights' | 'rounding'>,
  builds: readonly Build[],
): Promise<{ kind: string; error: number }> {
  const isJson = vector.endsWith('.json');
  const bytes = await readBytes(vector, isJson ? 'json' : 'model');
  const golden: Golden = isJson
    ? readGolden(new TextDecoder().decode(bytes), vector)
    : readGoldenTensors(bytes, vector);
  const file = join(dirname(vector), golden.weights);
  const imported = await importModel(await readBytes(file, 'model'), {
    file,
    config: { class: golden.class, args: golden.args, wiring: golden.wiring },
  });
  const { blob } = compile(imported.network, imported.parameters, { ...storage, name });
  const errors = builds.flatMap((build) => {
    const model = loadSync(blob, { build, name });
    const own = golden.cases.flatMap((one) =>
      one.inputs.map((_, row) => errorOfRow(model, imported, one, row, `${vector}: case "${one.name}"`)),
    );
    model.dispose();
    return own;
  });
  const { cell } = imported.spec.layers[0];
  return { kind: `${golden.class ?? '?'} → ${cell.name}`, error: errors.reduce(larger, 0) };
}

/** Keeps a NaN. */
const larger = (a: number, b: number): number => (Number.isNaN(a) || b <= a ? a : b);

function errorOfRow(
  model: Model,
  { states, spec }: Imported,
  one: GoldenCase,
  row: number,
  file: string,
): number {
  const session = model.session();
  const lengthOf = (name: string): number => session.state(name).length;
  const given = statesOfRow(one.initial_state, states, row, lengthOf, file);
  for (const [name, values] of given) session.setState(name, values);
  let worst = 0;
  const compare = (got: ArrayLike<number>, want: ArrayLike<number>, what: string): void => {
    if (got.length !== want.length)
      throw new FileError(`${file}: ${what} has ${want.length} numbers, the model gives ${got.length}`);
    // the test vectors are f32 in decimal form
    for (let i = 0; i < got.length; i++) worst = larger(worst, Math.abs(got[i] - Math.fround(want[i])));
  };
  one.inputs[row].forEach((x, t) => {
    if (x.length !== spec.inputs)
      throw new FileError(`${file}: step ${t} has ${x.length} inputs, the model reads ${spec.inputs}`);
    compare(session.step(x, one.timespans?.[row]?.[t] ?? 1), one.outputs[row][t], `step ${t} of the outputs`);
    const after = one.states?.[row]?.[t];
    if (after) compare(stateOf(session, states.names.h), after, `step ${t} of the states`);
  });
  for (const [name, want] of statesOfRow(one.final_state, states, row, lengthOf, file))
    compare(session.state(name), want, `the final state "${name}"`);
  session.dispose();
  return worst;
}

/** The state h of the last layer, as in PyTorch. */
const stateOf = (session: Session, layers: readonly (readonly string[])[]): number[] =>
  layers[layers.length - 1].flatMap((name) => Array.from(session.state(name)));
