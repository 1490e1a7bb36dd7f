/** What the sources of a folder import, and the circles in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where sources lie. */
export const folders = ['src', 'assembly', 'audit', 'bench', 'examples', 'scripts', 'docs/site', 'test'];

const unix = (path: string): string => path.replaceAll('\\', '/');

/** The sources below a folder, by their paths from the root. */
export const filesOf = (folder: string, ending = /\.(ts|js|mjs)$/): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => ending.test(name) && !/node_modules/.test(parentPath))
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => unix(relative(root, join(parentPath, name))));

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The modules that a source names in `from '…'`, `import '…'` and `import('…')`, types included. */
export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  // a statement begins its line: what a text or a template holds of code does not
  const statements = code.matchAll(/^(?:import|export)\b(?:[^'"`;()]*?\bfrom)?\s*(['"])([^'"\n]+)\1/gm);
  const calls = code.matchAll(/\bimport\(\s*(['"])([^'"\n]+)\1/g);
  return [...statements, ...calls].map(([, , from]) => from);
}

/** The file that a relative import names: AssemblyScript leaves the ending out. */
export function target(file: string, from: string): string {
  const path = unix(join(dirname(file), from));
  return /\.\w+$/.test(path) || !existsSync(join(root, `${path}.ts`)) ? path : `${path}.ts`;
}

/** The files that a source, or one in C, takes in. */
export function needs(file: string, source: string): string[] {
  if (/\.[ch]$/.test(file))
    return Array.from(source.matchAll(/^#include "([^"]+)"/gm), ([, from]) => target(file, from));
  return importsOf(source)
    .filter((from) => from.startsWith('.'))
    .map((from) => target(file, from));
}

/**
 * Groups in which each can be reached from each other, by Tarjan's method (1972); what leads to itself is one too.
 * @param graph what leads where
 */
export function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const path: string[] = [];
  const visit = (node: string): void => {
    const number = index.size;
    index.set(node, number);
    low.set(node, number);
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (path.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== number) return;
    const group = path.splice(path.indexOf(node));
    if (group.length > 1 || graph.get(node)!.includes(node)) found.push(group.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
