/** A folder with small tables, the models that are trained on them, and what these predict. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called } from './command-line.ts';

export type Columns = Readonly<Record<string, (t: number) => string | number>>;

/** A table with commas, of functions of the row. */
export const table = (columns: Columns, rows = 120): string =>
  [
    Object.keys(columns).join(','),
    ...Array.from({ length: rows }, (_, t) =>
      Object.values(columns)
        .map((of) => of(t))
        .join(','),
    ),
    '',
  ].join('\n');

/** The rows of printed CSV, without the header. */
export const rowsOf = (stdout: string): string[][] =>
  stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

const quick = ['--cell', 'gru', '--units', '2', '--epochs', '1'];

export function workshop() {
  const folder = temporary();
  const at = (name: string): string => join(folder, name);
  const load = (name: string) => loadSync(readFileSync(at(name)));
  return {
    folder,
    at,
    load,
    /** @returns its path */
    write(name: string, text: string | Uint8Array): string {
      writeFileSync(at(name), text);
      return at(name);
    },
    train: (out: string, files: string | readonly string[], ...flags: string[]) =>
      called(['train', ...[files].flat(), ...flags, ...quick, '-o', at(out)]),
    run: (model: string, files: string | readonly string[], ...flags: string[]) =>
      called(['run', at(model), ...[files].flat(), ...flags]),
    /** Rows that come in on standard input. */
    stream: (model: string, input: string, ...flags: string[]) =>
      called(['run', at(model), ...flags], { input }),
    metadata: (name: string) => load(name).metadata as Record<string, unknown>,
  };
}
