/**
 * `npm run docs`: writes the static site of pages, reference and playground to dist/site, and fails where a link is broken.
 * Its tools are those of the lock file beside this; they are installed where they are missing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const repository = join(here, '../..');
const { values } = parseArgs({
  options: {
    root: { type: 'string', default: repository },
    out: { type: 'string', default: join(repository, 'dist/site') },
  },
});
const root = resolve(values.root);

/** Runs npm as the npm that runs this, on Windows too. */
function installTools() {
  const npm = process.env.npm_execpath;
  if (!npm) throw new Error('the tools of the site are missing: run npm ci --prefix docs/site');
  console.log('installing the tools of the site: npm ci --prefix docs/site');
  execFileSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--prefix', here], {
    stdio: 'inherit',
  });
}

if (!existsSync(join(here, 'node_modules/typedoc'))) installTools();
const { buildSite } = await import('./site.js');
const playground = join(root, 'dist/playground');
const { faults, notes } = await buildSite({
  root,
  out: resolve(values.out),
  playground: existsSync(playground) ? playground : undefined,
});
for (const note of notes) console.warn(`note: ${note}`);
for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
else console.log(`wrote ${join(values.out, 'index.html')}`);
