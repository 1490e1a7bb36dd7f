/** Reads the documentation: its pages, their code blocks, tables and links. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { temporary } from '../folder.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const text = (page: string): string => readFileSync(join(root, page), 'utf8');

const markdown = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));

/** Every page of the repository. */
export const pages = [...markdown('.'), ...markdown('docs'), ...markdown('docs/cells')].sort();

/** The contents of a page's blocks of one language. */
export const blocks = (page: string, language: string): string[] =>
  [...text(page).matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```/gm)]
    .filter(([, found]) => found === language)
    .map(([, , code]) => code);

/** A page without its code blocks, where links and headings stand. */
export const prose = (page: string): string => text(page).replace(/^```[\s\S]*?^```/gm, '');

/** The cells of all table rows of a page. */
export const rows = (page: string): string[][] =>
  prose(page)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

/** The names in backticks. */
export const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

/** `3H(N + H) + 6H` at N = 3, H = 5. */
export function evaluate(formula: string, sizes: Readonly<Record<string, number>>): number {
  const product = formula
    .replaceAll('²', '^2')
    .replaceAll('×', '*')
    .replace(/(?<=[\dNH)])\s*(?=[NH(])/g, '*')
    .replaceAll('^', '**')
    .replace(/[NH]/g, (name) => String(sizes[name]));
  if (!/^[\d\s+*()]+$/.test(product)) throw new Error(`"${formula}" is not a formula of N and H`);
  return Number(new Function(`return ${product}`)());
}

/** The id that a heading gets as the target of a link. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/**
 * Runs the TypeScript blocks of a page as one program, against the sources.
 * @throws what the program throws, or esbuild's messages
 */
export async function run(page: string): Promise<void> {
  const folder = temporary();
  const entry = join(folder, 'page.ts');
  const out = join(folder, 'page.mjs');
  writeFileSync(entry, `${blocks(page, 'ts').join('\n')}\nexport {};\n`);
  await build({
    entryPoints: [entry],
    outfile: out,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    alias: {
      'meniscus/data': join(root, 'src/data/index.ts'),
      'meniscus/format': join(root, 'src/format/index.ts'),
      'meniscus/import': join(root, 'src/import/index.ts'),
      'meniscus/train': join(root, 'src/train/index.ts'),
      meniscus: join(root, 'src/runtime/index.ts'),
    },
  });
  await import(/* @vite-ignore */ pathToFileURL(out).href);
}
