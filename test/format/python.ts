/** The reader in Python, run on blobs that are written as files for it. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withFiles } from '../runtimes/host.ts';

const script = fileURLToPath(new URL('reader.py', import.meta.url));

/** What the reader prints of a blob. */
export interface Read {
  readonly header: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly instructions: readonly {
    readonly op: string;
    readonly form: number;
    readonly n: number;
    readonly k: number;
    readonly out: { readonly arena: number } | null;
    readonly in: readonly ({ readonly arena: number } | { readonly tensor: number } | null)[];
    readonly immediate?: number;
    readonly activations?: readonly number[];
  }[];
  readonly tensors: readonly {
    readonly name: string;
    readonly type: string;
    readonly kind: string;
    readonly rows: number;
    readonly columns: number;
    readonly segments: number;
    readonly offset: number;
    readonly bytes: number;
    readonly blocks: number | null;
    readonly weights: readonly (readonly number[])[];
  }[];
  readonly ports: readonly object[];
  readonly origins: object | null;
  readonly initialState: readonly number[] | null;
}
export type Answer = Read | { readonly refused: string };

/**
 * Whether Python is there; says so where it is not.
 * @throws in CI
 */
export function pythonPresent(): boolean {
  if (spawnSync('python3', ['--version']).status === 0) return true;
  if (process.env.CI) throw new Error('python3 is missing, which the reader of docs/format.md needs');
  console.log('skipped: the reader of docs/format.md: python3 is not installed');
  return false;
}

/**
 * The reader's answers, in the order of the blobs.
 * @throws if it fails in any other way than by refusing a blob, with its traceback
 */
export const readByPython = (blobs: readonly Uint8Array[]): Promise<Answer[]> =>
  withFiles(Object.fromEntries(blobs.map((blob, i) => [`${i}.mns`, blob])), async (folder) => {
    const files = blobs.map((_, i) => join(folder, `${i}.mns`));
    const { stdout, stderr } = await promisify(execFile)('python3', ['-X', 'utf8', '-B', script, ...files], {
      maxBuffer: 2 ** 29,
    }).catch((error) => error);
    if (stderr !== '') throw new Error(stderr);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line: string) => JSON.parse(line));
    if (answers.length !== blobs.length)
      throw new Error(`${answers.length} answers to ${blobs.length} blobs`);
    return answers;
  });
