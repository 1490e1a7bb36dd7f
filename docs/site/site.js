/**
 * The site: TypeDoc makes pages and reference, with one menu and one search; the playground is copied beside them. All links
 * are relative, so that it works from any path of a host.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Logger, LogLevel } from 'typedoc';
import { brokenLinks } from './links.js';
import { addressOf, menuOf, pagesOf } from './pages.js';
import { entriesOf, teach } from './typedoc.js';

const options = (root) => ({
  name: 'Meniscus',
  includeVersion: true,
  entryPoints: [...entriesOf(root).keys()].map((source) => join(root, source)),
  tsconfig: join(root, 'tsconfig.types.json'),
  basePath: root,
  readme: join(root, 'README.md'),
  projectDocuments: pagesOf(root).map((page) => join(root, page)),
  groupOrder: [...menuOf(root).order, 'Reference', '*'],
  sort: ['documents-first', 'kind', 'alphabetical-ignoring-documents'],
  navigation: { includeGroups: true },
  headings: { readme: false, document: true },
  searchInDocuments: true,
  searchInComments: true,
  highlightLanguages: [
    'bash',
    'c',
    'console',
    'css',
    'html',
    'javascript',
    'json',
    'python',
    'toml',
    'tsx',
    'typescript',
  ],
  customCss: fileURLToPath(new URL('style.css', import.meta.url)),
  disableGit: true,
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  hideGenerator: true,
  // sources.js and links.js tell more of what is wrong
  validation: { notExported: false, invalidPath: false },
});

/** Keeps what TypeDoc says: what is wrong with the site, and what could be better. */
class Kept extends Logger {
  faults = [];
  notes = [];

  log(message, level) {
    if (level === LogLevel.Error) this.faults.push(message);
    else if (level === LogLevel.Warn) this.notes.push(message);
  }

  validationWarning(message) {
    this.faults.push(message);
  }
}

/** Which page of the repository a page of the site was made from; a page of the reference stands for itself. */
function sourcesOf(root) {
  const sources = new Map(pagesOf(root).map((page) => [`${addressOf(page)}.html`, page]));
  sources.set('index.html', 'README.md');
  return (page) => sources.get(page) ?? page;
}

/**
 * Writes the site.
 *
 * @param root of the repository; its package.json names the entries, its tsconfig.types.json says how they are read
 * @param out the folder, which is emptied first
 * @param playground the folder of the bundled playground, if there is one
 * @returns what is wrong, a line each, in `faults`: the site is good if there is none; and what could be better in `notes`
 */
export async function buildSite({ root, out, playground }) {
  const app = await Application.bootstrap(options(root));
  const logger = new Kept();
  app.logger = logger;
  teach(app, root, { playground });
  app.options.setValue('router', 'meniscus');
  rmSync(out, { recursive: true, force: true });
  const project = await app.convert();
  if (!project) return { faults: logger.faults, notes: logger.notes };
  app.validate(project);
  await app.generateDocs(project, out);
  if (playground) cpSync(playground, join(out, 'playground'), { recursive: true });
  return { faults: [...logger.faults, ...brokenLinks(out, sourcesOf(root))], notes: logger.notes };
}
