/** Writes the blobs that the claims keep, and the report. */
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '../src/cli/terminal.ts';
import { codeOf, FileError } from '../src/files/error.ts';
import { writeWhole } from '../src/files/write.ts';
import type { Kept } from './card.ts';
import { claims } from './claims/index.ts';
import { markdownOf } from './markdown.ts';
import { page } from './page/html.ts';
import { readResults } from './results.ts';

export function writeModels(blobs: readonly Kept[], folder: string): void {
  for (const { file, blob, card } of blobs) {
    writeWhole(join(folder, `${file}.mns`), blob);
    writeWhole(join(folder, `${file}.md`), card);
  }
}

export function writeReport(
  console: Terminal['console'],
  results: string,
  out: string,
  docs: string | undefined,
): void {
  const all = readResults(
    results,
    claims.map(({ name }) => name),
  );
  if (all.claims.length === 0)
    throw new FileError(
      `${results}: has no results of claims; npm run audit -- --results ${results} writes them`,
    );
  makeFolder(out);
  const html = join(out, 'index.html');
  writeWhole(html, page(all, part('js'), part('css')));
  console.log(`\n${html} written, of the results in ${results}`);
  if (docs === undefined) return;
  const { markdown, figures } = markdownOf(all, 'audit');
  makeFolder(join(docs, 'audit'));
  for (const [name, svg] of figures) writeWhole(join(docs, 'audit', name), svg);
  writeWhole(join(docs, 'audit.md'), markdown);
  console.log(`${join(docs, 'audit.md')} and ${figures.size} figures written`);
}

/** The report's script or style, which the build puts beside the programs. */
const part = (ending: 'js' | 'css'): string =>
  readFileSync(new URL(`./report-page.${ending}`, import.meta.url), 'utf8');

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new FileError(`${path}: is no folder that can be written (${codeOf(error)})`);
  }
}
