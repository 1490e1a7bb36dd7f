import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../src/cli/command.ts';
import { FileError, writeWhole } from '../src/cli/files.ts';
import type { Terminal } from '../src/cli/terminal.ts';
import { choice, list, UsageError } from '../src/cli/usage.ts';
import { audit as auditClaim } from './audit.ts';
import type { Kept } from './card.ts';
import type { ClaimFile, Setting } from './claim.ts';
import { claims } from './claims/index.ts';
import { markdownOf } from './markdown.ts';
import { page } from './page/html.ts';
import { report } from './report.ts';
import { fileOf, readResults, textOf } from './results.ts';
import { mergeCaches, parseShard, printPlan, requireTrained, trainer, trainShard } from './trainings.ts';

const names = claims.map(({ name }) => name);

export const audit = command({
  name: 'audit',
  program: 'npm run audit --',
  description: 'Train, deploy and measure the models behind published claims',
  examples: [
    'npm run audit',
    'npm run audit -- --full --plan',
    'npm run audit -- --full --claim 1 --models models',
    'npm run audit -- --full --shard 2/4 --cache part-2',
    'npm run audit -- merge part-1 part-2 part-3 part-4 --full',
    'npm run audit -- report --results docs/audit',
  ],
  args: {
    action: {
      type: 'positional',
      required: false,
      description:
        'merge FOLDER…: take the trainings of shards; report: write the report of results that are there',
    },
    claim: {
      type: 'string',
      description: `Only these, by comma: ${names.map((n, i) => `${i + 1} ${n}`).join(', ')}`,
    },
    full: {
      type: 'boolean',
      description: 'All seeds and a search of options, for an hour or more, instead of a quick look',
    },
    plan: { type: 'boolean', description: 'Say what it would cost, and stop' },
    shard: { type: 'string', description: 'Train only this part of the models', valueHint: 'PART/PARTS' },
    cheetah: {
      type: 'string',
      description: 'HalfCheetah recordings [31 × 1000 × 17]',
      valueHint: 'FILE.npy',
    },
    text: { type: 'string', description: 'A text to learn the characters of', valueHint: 'FILE.txt' },
    out: { type: 'string', description: 'Folder of the report', default: 'report', valueHint: 'DIR' },
    docs: { type: 'string', description: 'Folder for the report as Markdown', valueHint: 'DIR' },
    results: {
      type: 'string',
      description: 'Folder of the results; default: results in that of the report',
      valueHint: 'DIR',
    },
    fresh: { type: 'boolean', description: 'Train again what the cache has' },
    models: { type: 'string', description: 'Folder for the blobs that the claims keep', valueHint: 'DIR' },
    cache: {
      type: 'string',
      description: 'Folder of finished trainings',
      default: '.cache/trainings',
      valueHint: 'DIR',
    },
  },
  rest: true,
  async run(args, terminal) {
    const {
      _: words,
      claim,
      full,
      plan,
      shard,
      cheetah,
      text,
      out,
      docs,
      results,
      fresh,
      models,
      cache,
    } = args;
    const { console } = terminal;
    const started = performance.now();
    const [action, ...folders] = words;
    if (action !== undefined) choice('action', action, ['merge', 'report']);
    if (action !== 'merge' && folders.length > 0)
      throw new UsageError(`audit: ${folders[0]} is one word too many`);
    if (action === 'merge' && folders.length === 0)
      throw new UsageError('audit merge: name the folders with the trainings of the shards');
    const chosen = chosenClaims(claim);
    const setting: Setting = {
      effort: full ? 'full' : 'quick',
      files: { ...(cheetah !== undefined && { cheetah }), ...(text !== undefined && { text }) },
    };
    const kept = results ?? join(out, 'results');
    if (action === 'report') {
      if (claim !== undefined)
        throw new UsageError('audit report: --claim is for a run; a report has all results');
      return writeReport(console, kept, out, docs);
    }
    for (const folder of [out, kept, cache, ...(models === undefined ? [] : [models])]) makeFolder(folder);
    if (action === 'merge') {
      console.error(`${mergeCaches(folders, cache)} trainings taken over`);
      await requireTrained(chosen, setting, cache);
    }
    if (plan) return printPlan(console, chosen, setting, cache);
    const train = trainer(terminal, cache, fresh ?? false);
    if (shard !== undefined) return trainShard(console, chosen, setting, parseShard(shard), cache, train);
    for (const file of chosen) {
      const { result, kept: blobs } = await auditClaim(file, setting, train(file.name));
      const path = fileOf(kept, file.name);
      if (result.verdict.verdict === 'not tested' && existsSync(path))
        console.error(`${path}: kept as it was, since this run had no data to test the claim`);
      else writeWhole(path, textOf(result));
      if (models !== undefined) writeModels(blobs, models);
      console.log(`\n${report(result)}`);
    }
    writeReport(console, kept, out, docs);
    console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all`);
  },
});

/** By name, or by number as the list has them. */
function chosenClaims(given: string | undefined): readonly ClaimFile[] {
  const wanted = list(given).map((name) => {
    const numbered = claims[Number(name) - 1]?.name;
    if (numbered === undefined && /^-?[\d.]+$/.test(name))
      throw new UsageError(`--claim ${name}: claims have the numbers 1 to ${claims.length}`);
    return numbered ?? choice('claim', name, names);
  });
  return claims.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

function writeModels(blobs: readonly Kept[], folder: string): void {
  for (const { file, blob, card } of blobs) {
    writeWhole(join(folder, `${file}.mns`), blob);
    writeWhole(join(folder, `${file}.md`), card);
  }
}

function writeReport(
  console: Terminal['console'],
  results: string,
  out: string,
  docs: string | undefined,
): void {
  const all = readResults(results, names);
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

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new FileError(
      `${path}: is no folder that can be written (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
