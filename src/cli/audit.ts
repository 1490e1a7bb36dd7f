import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit as runAudit } from '../audit/audit.ts';
import { claims } from '../audit/claims/index.ts';
import { page } from '../audit/page/html.ts';
import { report } from '../audit/report.ts';
import { command } from './command.ts';
import { FileError, writeWhole } from './files.ts';
import { Progress } from './progress.ts';
import { choice, list } from './usage.ts';

export const audit = command({
  name: 'audit',
  description: 'Train, deploy and measure the models behind published claims',
  examples: ['meniscus audit', 'meniscus audit --claim ltc-105 --fresh', 'meniscus audit --out report'],
  args: {
    claim: { type: 'string', description: `Only these, by comma: ${claims.map((c) => c.name).join(', ')}` },
    out: { type: 'string', description: 'Folder of the report', default: 'report', valueHint: 'DIR' },
    fresh: { type: 'boolean', description: 'Train again what the cache has' },
    models: { type: 'string', description: 'Folder for the blobs that the claims keep', valueHint: 'DIR' },
    cache: {
      type: 'string',
      description: 'Folder of finished trainings',
      default: '.cache/trainings',
      valueHint: 'DIR',
    },
  },
  async run({ claim, out, fresh, cache, models }) {
    const started = performance.now();
    const names = list(claim).map((name) =>
      choice(
        'claim',
        name,
        claims.map((c) => c.name),
      ),
    );
    const chosen = claims.filter((c) => names.length === 0 || names.includes(c.name));
    makeFolder(out);
    makeFolder(cache);
    if (models !== undefined) makeFolder(models);
    let progress: Progress | undefined;
    const { result, kept } = await runAudit(chosen, {
      cache,
      fresh: fresh ?? false,
      onDone: (done, cached, jobs) => {
        progress ??= new Progress('training', jobs);
        progress.update(done, `${cached} from the cache`);
        if (done === jobs) progress.stop();
      },
      onCorrupt: (path) => console.error(`${path}: cannot be read, trained again`),
    });
    for (const found of result.claims) console.log(`\n${report(found)}`);
    for (const { file, blob, card } of models === undefined ? [] : kept) {
      writeWhole(join(models as string, `${file}.mns`), blob);
      writeWhole(join(models as string, `${file}.md`), card);
    }
    const path = join(out, 'results.json');
    writeWhole(path, `${JSON.stringify(result, null, 1)}\n`);
    const html = join(out, 'index.html');
    writeWhole(html, page(result, part('js'), part('css')));
    console.log(
      `\n${html} and ${path} written; ${((performance.now() - started) / 1000).toFixed(1)} s in all`,
    );
  },
});

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
