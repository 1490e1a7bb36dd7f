/** The file of a machine's results: bench/results/<processor>-node<major>.json. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, slugOf } from './machine.ts';
import type { PartName } from './parts.ts';

export const FOLDER = 'bench/results';

/** When and from which sources a part was measured. */
export interface Provenance {
  readonly date: string;
  readonly commit: string;
  readonly seconds: number;
}

export interface ResultsFile<Parts = { readonly [part in PartName]?: object }> {
  readonly machine: Machine;
  /** Of the last run. */
  readonly date: string;
  readonly commit: string;
  /** A run of some parts keeps the others of the file, so each says its own. */
  readonly measured: { readonly [part in PartName]?: Provenance };
  readonly parts: Parts;
}

export const fileOf = (machine: Machine): string => join(FOLDER, `${slugOf(machine)}.json`);

/** The commit; `-dirty` where files differ from it, besides those that benchmarks write themselves. */
export function commitHere(): string {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const written = [FOLDER, 'docs/performance', 'docs/performance.md'].map((path) => `:!${path}`);
    const changed = git('status', '--porcelain', '--', '.', ...written);
    return git('rev-parse', 'HEAD') + (changed === '' ? '' : '-dirty');
  } catch {
    return 'unknown';
  }
}

/** What is there of this machine; null if nothing is. */
export function readFile(machine: Machine): ResultsFile | null {
  const file = fileOf(machine);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** Whole or not at all: written beside and renamed. */
export function writeFile(results: ResultsFile): string {
  const file = fileOf(results.machine);
  mkdirSync(FOLDER, { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify(results, null, 2)}\n`);
  renameSync(beside, file);
  return file;
}
