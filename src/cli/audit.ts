import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { audit as runAudit } from '../audit/audit.ts';
import { claims } from '../audit/claims/index.ts';
import { report } from '../audit/report.ts';
import { command } from './command.ts';
import { writeWhole } from './files.ts';
import { Progress } from './progress.ts';

export const audit = command({
  name: 'audit',
  description: 'Train, deploy and measure the models behind published claims',
  examples: ['meniscus audit', 'meniscus audit --fresh --out report'],
  args: {
    out: { type: 'string', description: 'Folder of results.json', default: 'report', valueHint: 'DIR' },
    fresh: { type: 'boolean', description: 'Train again what the cache has' },
    cache: {
      type: 'string',
      description: 'Folder of finished trainings',
      default: '.cache/trainings',
      valueHint: 'DIR',
    },
  },
  async run({ out, fresh, cache }) {
    const started = performance.now();
    mkdirSync(out, { recursive: true });
    const jobs = claims.reduce((sum, claim) => sum + claim.models.reduce((n, m) => n + m.jobs.length, 0), 0);
    const progress = new Progress('training', jobs);
    const results = await runAudit(claims, {
      cache,
      fresh: fresh ?? false,
      onDone: (done, cached) => {
        progress.update(done, `${cached} from the cache`);
        if (done === jobs) progress.stop();
      },
    });
    for (const result of results) console.log(`\n${report(result)}`);
    const path = join(out, 'results.json');
    const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node };
    writeWhole(path, `${JSON.stringify({ machine, claims: results }, null, 2)}\n`);
    console.log(`\n${path} written; ${((performance.now() - started) / 1000).toFixed(1)} s in all`);
  },
});
