/**
 * `npm run bench:render`: makes docs/performance.md and docs/performance/*.svg of bench/results/*.json, and the tables of
 * README.md and docs/devices.md between `<!-- bench -->` and `<!-- /bench -->` of the newest results on Node 20. Notes on
 * missed targets come from bench/notes.md.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headline, loopTable, replaceTable } from './render/headline.ts';
import { parseNotes } from './render/notes.ts';
import { renderPage } from './render/page.ts';
import { groupByProcessor, readAll } from './render/results.ts';
import { nodeMajor } from './run/machine.ts';
import { FOLDER } from './run/results.ts';

const all = readAll();
if (all.length === 0) {
  console.error(`there is nothing in ${FOLDER}: npm run bench first`);
  process.exit(1);
}
const { markdown, plots } = renderPage(
  groupByProcessor(all),
  parseNotes(readFileSync('bench/notes.md', 'utf8')),
);
rmSync('docs/performance', { recursive: true, force: true });
mkdirSync('docs/performance', { recursive: true });
for (const [path, svg] of plots) writeFileSync(join('docs', path), svg);
writeFileSync('docs/performance.md', markdown);
console.log(`docs/performance.md, ${plots.size} plots in docs/performance`);

const [newest] = all
  .filter(({ machine }) => nodeMajor(machine.node) === 20)
  .sort((a, b) => b.date.localeCompare(a.date));
if (newest) {
  for (const [page, shown] of [
    ['README.md', headline(newest)],
    ['docs/devices.md', loopTable(newest)],
  ] as const) {
    if (shown === undefined) continue;
    const text = readFileSync(page, 'utf8');
    const replaced = replaceTable(text, shown);
    if (replaced !== text) writeFileSync(page, replaced);
    console.log(text.includes('<!-- bench -->') ? page : `${page} has no <!-- bench --> … <!-- /bench -->`);
  }
}
