/** What TypeDoc is taught: which page lies where, under which heading of the menu, and what its links lead to. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Comment, CommentTag, Converter, JSX, KindRouter } from 'typedoc';
import { addressOf, menuOf, pagesOf, titleOf } from './pages.js';
import { linkSources, repositoryOf } from './sources.js';

/** By TypeDoc's document: the page that it was made of, a path from the root. */
const pages = new WeakMap();

/** A path of this computer as it stands in the repository. */
const inside = (root, path) => relative(root, path).replaceAll('\\', '/');

/** The id of a heading on GitHub, for which the pages' links are written. */
export const slugOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

/** Pages lie as they do in the repository, the reference in a folder of its own. */
class Router extends KindRouter {
  getIdealBaseName(reflection) {
    const page = pages.get(reflection);
    return page ? addressOf(page) : `reference/${super.getIdealBaseName(reflection)}`;
  }

  buildPages(project) {
    const built = super.buildPages(project);
    for (const { kind, model } of built)
      if (kind === 'document' || kind === 'index') this.getSlugger(model).serialize = slugOf;
    return built;
  }
}

/** Names, groups and orders pages; their first heading goes, as TypeDoc writes it itself. */
function placePages({ converter }, root) {
  const { menu } = menuOf(root);
  const places = [...menu.keys()];
  const placeOf = (reflection) => places.indexOf(pages.get(reflection));
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const page = inside(root, document.project.files.getReflectionPath(document));
    pages.set(document, page);
    document.name = titleOf(root, page);
    document.frontmatter.group = menu.get(page);
    const title = document.content.find(({ text }) => /^# /m.test(text));
    title.text = title.text.replace(/^# .*$/m, '');
  });
  converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const list of [project.documents, project.childrenIncludingDocuments])
      list?.sort((a, b) => placeOf(a) - placeOf(b));
  });
}

/** `./dist/types/src/train/index.d.ts` of package.json's exports is made from `src/train/index.ts`. */
const sourceOf = (types) => types.replace(/^\.\/dist\/types\//, '').replace(/\.d\.ts$/, '.ts');

/** Every entry of the package by its source: `src/train/index.ts` → `meniscus/train`. Entries of one source share a name. */
export function entriesOf(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = new Map();
  for (const [path, { types }] of Object.entries(exports)) {
    if (!types) continue;
    const source = sourceOf(types);
    const entry = entries.has(source) ? path.replace(/[^/]+$/, '*') : path;
    entries.set(source, entry.replace(/^\./, name));
  }
  return entries;
}

/** What a file says of itself at its top, as a text. */
const headerOf = (file) => {
  const [, comment] = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8')) ?? [];
  return comment?.replaceAll(/^\s*\* ?/gm, '').trim();
};

/** Modules of the reference are called as they are imported, say what their files do, and stand in a group of their own. */
function nameEntries({ converter }, root) {
  const entries = entriesOf(root);
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const { fileName } = project.getSymbolIdFromReflection(module);
      module.name = entries.get(inside(root, fileName));
      const header = headerOf(fileName);
      module.comment ??= new Comment(header ? [{ kind: 'text', text: header }] : []);
      module.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: 'Reference' }]));
    }
  });
}

/** All texts of a project, with the files that they stand in: pages, and the docstrings of whatever is exported. */
const textsOf = (project, root) =>
  [project, ...Object.values(project.reflections)].flatMap((reflection) => {
    const { readme, content, comment } = reflection;
    const page = readme ? 'README.md' : pages.get(reflection);
    const file = page ? join(root, page) : comment?.sourcePath;
    const tags = comment?.blockTags ?? [];
    return [readme, content, comment?.summary, ...tags.map((tag) => tag.content)]
      .filter(Boolean)
      .map((parts) => ({ file, parts }));
  });

/** TypeDoc overlooks the link around a picture: `[![label](picture)](link)`. Splits it from the text that follows. */
function splitOuterLinks({ parts, file }, files) {
  for (let i = 1; i < parts.length; i++) {
    const [, before, link, after] = /^(\)\]\()(?![a-z]+:|#)([^)\s]+)([\s\S]*)$/.exec(parts[i].text) ?? [];
    if (link === undefined || parts[i - 1].kind !== 'relative-link') continue;
    const { target, anchor } = files.register(file, link) ?? {};
    parts.splice(
      i,
      1,
      { kind: 'text', text: before },
      { kind: 'relative-link', text: link, target, targetAnchor: anchor },
      { kind: 'text', text: after },
    );
  }
}

/** Leads links to sources to the repository. */
function rewriteLinks({ converter }, root) {
  const repository = repositoryOf(root);
  const written = new Set(['README.md', ...pagesOf(root)]);
  const inSite = (path) => written.has(path) || /\.(png|svg)$/.test(path);
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const { files } = project;
    const pathOf = ({ target }) =>
      target === undefined ? undefined : inside(root, files.resolvePath(target));
    for (const text of textsOf(project, root)) {
      splitOuterLinks(text, files);
      linkSources(text.parts, { root, repository, pathOf, inSite });
    }
  });
}

/** A link on top of every menu. */
function linkPlayground({ renderer }) {
  renderer.hooks.on('sidebar.begin', (context) =>
    JSX.createElement(
      'a',
      { href: context.relativeURL('playground/index.html'), class: 'playground' },
      'Playground',
    ),
  );
}

/** Teaches an application of TypeDoc, which has the router `meniscus` then. */
export function teach(app, root, { playground }) {
  app.renderer.defineRouter('meniscus', Router);
  placePages(app, root);
  nameEntries(app, root);
  rewriteLinks(app, root);
  if (playground) linkPlayground(app);
}
