import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../src/cli/command.ts';
import { choice, UsageError } from '../src/cli/failure.ts';
import { names, on, text } from '../src/cli/flags/flag.ts';
import { writeWhole } from '../src/files/write.ts';
import { audit as auditClaim } from './audit.ts';
import type { ClaimFile, Setting } from './claim.ts';
import { claims } from './claims/index.ts';
import { report } from './report.ts';
import { fileOf, textOf } from './results.ts';
import { mergeCaches, parseShard, printPlan, requireTrained, trainer, trainShard } from './trainings.ts';
import { makeFolder, writeModels, writeReport } from './writing.ts';

const claimNames = claims.map(({ name }) => name);

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
  positionals: {
    action: {
      help: 'merge FOLDER…: take the trainings of shards; report: write the report of results that are there',
      optional: true,
      many: true,
    },
  },
  flags: {
    claim: names({ help: `Only these, by comma: ${claimNames.map((n, i) => `${i + 1} ${n}`).join(', ')}` }),
    full: on({ help: 'All seeds and a search of options, for an hour or more, instead of a quick look' }),
    plan: on({ help: 'Say what it would cost, and stop' }),
    shard: text({ help: 'Train only this part of the models', hint: 'PART/PARTS' }),
    cheetah: text({ help: 'HalfCheetah recordings [31 × 1000 × 17]', hint: 'FILE.npy' }),
    text: text({ help: 'A text to learn the characters of', hint: 'FILE.txt' }),
    out: text({ help: 'Folder of the report', hint: 'DIR', default: 'report' }),
    docs: text({ help: 'Folder for the report as Markdown', hint: 'DIR' }),
    results: text({
      help: 'Folder of the results',
      hint: 'DIR',
      otherwise: 'results in that of the report',
    }),
    fresh: on({ help: 'Train again what the cache has' }),
    models: text({ help: 'Folder for the blobs that the claims keep', hint: 'DIR' }),
    cache: text({ help: 'Folder of finished trainings', hint: 'DIR', default: '.cache/trainings' }),
  },
  async run(args, terminal) {
    const { action: words, claim, full, plan, shard, cheetah, text: chars } = args;
    const { out, docs, results, fresh, models, cache } = args;
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
      files: { ...(cheetah !== undefined && { cheetah }), ...(chars !== undefined && { text: chars }) },
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
    const train = trainer(terminal, cache, fresh);
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

/** Finds claims by name, or by number in the list. */
function chosenClaims(given: readonly string[] = []): readonly ClaimFile[] {
  const wanted = given.map((name) => {
    const numbered = claims[Number(name) - 1]?.name;
    if (numbered === undefined && /^-?[\d.]+$/.test(name))
      throw new UsageError(`--claim ${name}: claims have the numbers 1 to ${claims.length}`);
    return numbered ?? choice('claim', name, claimNames);
  });
  return claims.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}
