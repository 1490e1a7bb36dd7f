/** The files that arguments stand for: files, folders of tables, and patterns that no shell has expanded. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isGlob, matcherOf } from '../check/glob.ts';
import { beyond, limits } from '../check/limits.ts';
import { meant } from '../check/nearest.ts';
import { codeOf, FileError } from './error.ts';
import { missing } from './missing.ts';

/** Names of files that hold tables. */
const TABLE = /\.(csv|tsv|txt|dat|npy|parquet|jsonl|ndjson)(\.gz)?$/i;
const inOrder = new Intl.Collator('en', { numeric: true });

/**
 * The files that arguments name, in the order of the arguments: a file as it is; of a folder and the folders in it the
 * tables, `run2` before `run10`; of a pattern such as `data/*.csv` or `data/**` what fits it, sorted likewise. `-` is
 * standard input. A file that is named twice is read once.
 * @param say takes what was left out, each a sentence
 * @throws FileError for a file or folder that is not there, with the nearest name, for a folder without tables, for a pattern
 * that nothing fits, and for folders with too many files
 */
export async function inputFiles(args: readonly string[], say?: (note: string) => void): Promise<string[]> {
  const files = new Map<string, string>();
  for (const arg of args)
    for (const file of filesOf(arg, say)) {
      const path = file === '-' ? file : resolve(file);
      if (files.has(path)) say?.(`${file}: is named twice and read once`);
      else files.set(path, file);
    }
  return [...files.values()];
}

function filesOf(arg: string, say?: (note: string) => void): string[] {
  if (arg === '-') return [arg];
  const there = statSync(arg, { throwIfNoEntry: false });
  if (there?.isDirectory()) return tablesIn(arg, say);
  if (there) return [arg];
  if (!isGlob(arg)) throw missing(arg);
  const walk = new Walk(arg);
  const found = walk
    .expand(patternOf(arg))
    .flatMap(({ path, folder }) => (folder ? walk.tables(path, say) : [path]));
  if (found.length === 0) throw new FileError(`${arg}: no file fits this pattern${walk.nearest()}`);
  return [...new Set(found)].sort(inOrder.compare);
}

function tablesIn(folder: string, say?: (note: string) => void): string[] {
  const others: string[] = [];
  const found = new Walk(folder).tables(trimmed(folder), say, others);
  if (found.length > 0) return found;
  const held = others.length > 0 ? `it holds ${namesOf(others)}` : 'it is empty';
  throw new FileError(
    `${folder}: there is no table in this folder (csv, tsv, txt, dat, npy, parquet, jsonl, with or without .gz); ${held}`,
  );
}

const namesOf = (files: readonly string[]): string =>
  files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ');

const trimmed = (folder: string): string => folder.replace(/(?<=.)[/\\]+$/, '');

const joined = (folder: string, name: string): string =>
  folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;

interface Found {
  readonly path: string;
  readonly folder: boolean;
}

/** Where a pattern begins, and what each part of the paths below must fit. */
interface Pattern {
  readonly start: string;
  readonly parts: readonly string[];
}

function patternOf(text: string): Pattern {
  const parts = (process.platform === 'win32' ? text.replaceAll('\\', '/') : text).split('/');
  const plain = parts.findIndex(isGlob);
  const start = parts.slice(0, plain).join('/');
  return { start: plain === 1 && start === '' ? '/' : start, parts: parts.slice(plain).filter(Boolean) };
}

/** A walk over folders that ends within the limit. */
class Walk {
  readonly #arg: string;
  #entries = 0;
  /** Of the folder where nothing fitted: the part of the pattern and the names there. */
  #missed: { readonly part: string; readonly names: readonly string[] } | null = null;

  constructor(arg: string) {
    this.#arg = arg;
  }

  /** Every path that fits. Names that begin with a point are hidden, as in shells. */
  expand({ start, parts: [part, ...rest] }: Pattern): Found[] {
    const entries = this.#read(start || '.');
    const below = (name: string, parts: readonly string[]): Found[] =>
      this.expand({ start: joined(start, name), parts });
    if (part === '**') {
      const here = rest.length > 0 ? this.expand({ start, parts: rest }) : entries.map(foundIn(start));
      const deeper = entries.filter((entry) => entry.isDirectory());
      return [
        ...here.filter(({ folder }) => rest.length > 0 || !folder),
        ...deeper.flatMap(({ name }) => below(name, ['**', ...rest])),
      ];
    }
    const fits = matcherOf(part);
    const fitting = entries.filter(({ name }) => fits(name));
    if (fitting.length === 0) this.#missed ??= { part, names: entries.map(({ name }) => name) };
    if (rest.length === 0) return fitting.map(foundIn(start));
    return fitting.filter((entry) => isFolder(start, entry)).flatMap(({ name }) => below(name, rest));
  }

  /** The tables of a folder and of those in it. @param others takes the names of the other files */
  tables(folder: string, say?: (note: string) => void, others: string[] = []): string[] {
    const before = others.length;
    const entries = this.#read(folder).sort((a, b) => inOrder.compare(a.name, b.name));
    const found: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const path = joined(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (isFolder(folder, entry)) say?.(`${path}: is a link to a folder and is not entered`);
      else (TABLE.test(entry.name) ? found : others).push(TABLE.test(entry.name) ? path : entry.name);
    }
    const left = others.slice(before);
    if (found.length > 0 && left.length > 0)
      say?.(
        `${folder}: ${namesOf(left)} ${left.length > 1 ? 'are no tables' : 'is no table'} by name, left out; name a file to read it`,
      );
    for (const path of folders) found.push(...this.tables(path, say, others));
    return found;
  }

  /** `: did you mean …?`, by the names where nothing fitted. */
  nearest(): string {
    if (this.#missed === null) return '';
    const { part, names } = this.#missed;
    return meant(part, names) || (names.length > 0 ? `; there are ${namesOf(names)}` : '');
  }

  #read(folder: string): Dirent[] {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw new FileError(`${this.#arg}: there is no folder ${folder}`);
      throw new FileError(`${this.#arg}: the folder ${folder} cannot be read (${codeOf(error)})`);
    }
    this.#entries += entries.length;
    if (this.#entries > limits.folder.most) throw new FileError(`${this.#arg}: ${beyond('folder')}`);
    return entries.filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX');
  }
}

const foundIn =
  (folder: string) =>
  (entry: Dirent): Found => ({ path: joined(folder, entry.name), folder: isFolder(folder, entry) });

/** Whether an entry is a folder, or a link to one. */
const isFolder = (folder: string, entry: Dirent): boolean =>
  entry.isDirectory() ||
  (entry.isSymbolicLink() &&
    statSync(joined(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() === true);
