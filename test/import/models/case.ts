/**
 * Model files with reference outputs, and what runs them. A case is a file NAME.json beside a model file: `inputs` and `outputs`
 * are the rows of one stream from the start; `expected` is `import`, or `refuse: why`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import { ImportError, type Imported, type ImportOptions, importModel } from '../../../src/import/index.ts';
import { loadSync } from '../../../src/runtime/index.ts';

/** The folder of files of others that MENISCUS_MODELS names; null without one. */
export const modelsFolder: string | null = process.env.MENISCUS_MODELS ?? null;

type Rows = readonly (readonly number[])[];

/** What is in the JSON of a case. */
export interface CaseFacts {
  readonly file?: string;
  readonly expected: string;
  /** Another answer that is also right: a refusal that begins with `refuse`. */
  readonly acceptable?: string;
  readonly inputs?: Rows;
  readonly outputs?: Rows;
  readonly more_streams?: readonly { readonly inputs: Rows; readonly outputs: Rows }[];
  /** State input, state output, shape, first values. */
  readonly state?: readonly (readonly [string, string, readonly number[], readonly number[]])[];
  /** What a state_dict cannot say. */
  readonly structure?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly activation: string;
  }[];
}

export interface ModelCase {
  readonly name: string;
  /** The model file's path. */
  readonly path: string;
  readonly facts: CaseFacts;
}

/** The cases in a folder, by name. */
export function casesIn(folder: string): ModelCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const facts: CaseFacts = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (typeof facts.expected !== 'string') return [];
      const path = join(folder, facts.file ?? name.replace(/(\.io)?\.json$/, ''));
      const found = [path, `${path}.json`, `${path}.onnx`].find(
        (one) => existsSync(one) && one !== join(folder, name),
      );
      return [{ name: name.replace(/(\.io)?\.json$/, ''), path: found ?? path, facts }];
    });
}

/** Imports a case's file. */
export const imported = (
  { path, name }: ModelCase,
  options: Partial<ImportOptions> = {},
): Promise<Imported> => importModel(new Uint8Array(readFileSync(path)), { file: name, ...options });

/** What a compiled blob gives, step by step from the start, in f32 by default. */
export function outputsOf({ network, parameters }: Imported, inputs: Rows): number[][] {
  const session = loadSync(compile(network, parameters, { weights: 'f32' }).blob).session();
  const rows = inputs.map((row) => Array.from(session.step(Float32Array.from(row))));
  session.dispose();
  return rows;
}

/** How far the blob is from a stream's outputs, as a share of their largest. NaN if a row has another number of values. */
export function differenceFrom(model: Imported, inputs: Rows, outputs: Rows): number {
  const scale = Math.max(1e-30, ...outputs.flat().map(Math.abs));
  let worst = 0;
  for (const [t, row] of outputsOf(model, inputs).entries()) {
    if (row.length !== outputs[t].length) return Number.NaN;
    for (const [i, y] of row.entries()) {
      const error = Math.abs(y - outputs[t][i]) / scale;
      if (!(error <= worst)) worst = error;
    }
  }
  return worst;
}

/** Checks a case: it gives its outputs to 1e-5 of their scale, or is refused in one line with its name. */
export async function holds(one: ModelCase, options: Partial<ImportOptions> = {}): Promise<void> {
  const { facts } = one;
  const mayRefuse = !facts.expected.startsWith('import');
  const model = await imported(one, options).catch((error: unknown) => error);
  if (model instanceof Error) {
    expect(model).toBeInstanceOf(ImportError);
    expect(model.message.startsWith(`${one.name}: `), model.message).toBe(true);
    expect(model.message).not.toContain('\n');
    if (mayRefuse) return;
    throw model;
  }
  expect(mayRefuse, `must be refused: ${facts.expected}`).toBe(false);
  const { inputs = [], outputs = [], more_streams = [] } = facts;
  for (const stream of [{ inputs, outputs }, ...more_streams])
    expect(differenceFrom(model as Imported, stream.inputs, stream.outputs)).toBeLessThanOrEqual(1e-5);
}

/**
 * A test for each case in a folder of the files of others, skipped with a printed line where there is none: a test file that
 * calls it has a line in `test/skips/allowed.ts`, for its tests "models of others".
 * @param only which of them
 * @param optionsOf what its importer has to be told
 */
export function casesOfOthers(
  folder: string,
  only: (one: ModelCase) => boolean = () => true,
  optionsOf: (one: ModelCase) => Partial<ImportOptions> = () => ({}),
): void {
  const found = modelsFolder === null ? [] : casesIn(join(modelsFolder, folder)).filter(only);
  if (modelsFolder === null)
    console.log(`skipped: no models of others (MENISCUS_MODELS=FOLDER names them): ${folder}`);
  for (const one of found) test(`${folder}/${one.name}`, () => holds(one, optionsOf(one)));
  test.skipIf(modelsFolder === null)(`models of others: ${folder}`, () =>
    expect(found.length).toBeGreaterThan(0),
  );
}
