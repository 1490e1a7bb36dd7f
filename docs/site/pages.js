/** The pages of the site: which there are, what they are called, and where they stand in its menu. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** Pages that the index of docs/ does not name stand in groups by their folders, in this order. */
const groups = [
  [/^docs\/[^/]+$/, 'Guides'],
  [/^docs\/cells\//, 'Cells'],
  [/^examples\//, 'Examples'],
  [/^models\//, 'Models'],
  [/^/, 'Project'],
];

/** Markdown pages of a folder as paths from the root, with slashes; the folder may be missing. */
const markdown = (root, folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.md'))
        .sort()
        .map((name) => posix.join(folder, name))
    : [];

/** The folders below `examples`, each with a page of its own. */
const examples = (root) =>
  existsSync(join(root, 'examples'))
    ? readdirSync(join(root, 'examples'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => markdown(root, `examples/${name}`))
    : [];

/** Every page but the front page, README.md of the root. */
export const pagesOf = (root) =>
  ['', 'docs', 'docs/cells', 'examples', 'models']
    .flatMap((folder) => (folder === 'examples' ? examples(root) : markdown(root, folder)))
    .filter((page) => page !== 'README.md');

/** What the headings of docs/README.md name: `[['Train', ['docs/training.md', …]], …]`; empty where there is no such page. */
function indexOf(root) {
  const index = join(root, 'docs/README.md');
  if (!existsSync(index)) return [];
  return readFileSync(index, 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.slice(0, section.search(/\r?\n/)).trim(),
      [...section.matchAll(/\]\(([^)#\s]+\.md)/g)].map(([, path]) => posix.join('docs', path)),
    ]);
}

/**
 * The menu of the site.
 *
 * @returns by page, in the order of the menu, the group that it stands in; and the groups in their order
 */
export function menuOf(root) {
  const pages = pagesOf(root);
  const menu = new Map();
  const place = (page, group) => {
    if (pages.includes(page) && !menu.has(page)) menu.set(page, group);
  };
  for (const page of ['docs/README.md', 'docs/architecture.md']) place(page, 'Start');
  for (const [group, named] of indexOf(root)) for (const page of named) place(page, group);
  for (const [folder, group] of groups) for (const page of pages) if (folder.test(page)) place(page, group);
  return { menu, order: [...new Set(menu.values())] };
}

/** The first heading of a page, without its marks. @throws if it has none */
export function titleOf(root, page) {
  const [, title] = /^# (.*?)\s*$/m.exec(readFileSync(join(root, page), 'utf8')) ?? [];
  if (!title) throw new Error(`${page}: there is no title: begin the page with a line "# Title"`);
  return title.replaceAll(/[`*]/g, '');
}

/** `docs/cells/README.md` → `docs/cells/index`: the address of a page, without its ending. */
export const addressOf = (page) =>
  posix.basename(page) === 'README.md' ? posix.join(dirname(page), 'index') : page.replace(/\.md$/, '');
