/** `npm run licences`: THIRD-PARTY.md, every package that the project uses, and the notices of those that ship inside it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { packageOf } from './bundled.js';

/** Lock files and what their packages are for. */
const locks = {
  'package-lock.json': 'building, testing',
  'bench/peers/package-lock.json': 'benchmarks',
  'docs/site/package-lock.json': 'the site',
  'test/runtimes/package-lock.json': 'tests in other hosts',
};

/** Packages of a lock: name, version, licence. Those for other platforms are optional and named too. */
function packagesOf(lock) {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  return Object.entries(packages)
    .filter(([path]) => path.includes('node_modules/'))
    .map(([path, { version, license }]) => ({
      name: packageOf(`${path}/`),
      version,
      license: license ?? 'not stated',
    }));
}

function noticeOf(name) {
  const folder = `node_modules/${name}`;
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file) return readFileSync(`${folder}/${file}`, 'utf8').trim();
  // some have it as the last part of their page
  const page = readdirSync(folder).find((entry) => /^readme/i.test(entry));
  const [, notice] =
    /^#+\s*licen[cs]e\s*$([\s\S]*)/im.exec(page ? readFileSync(`${folder}/${page}`, 'utf8') : '') ?? [];
  if (!notice) throw new Error(`${name} ships inside the package, but has no file with its licence`);
  return notice.trim();
}

/** The text of THIRD-PARTY.md. Needs a build, which says what ships. */
export function thirdParty() {
  const inside = Object.entries(JSON.parse(readFileSync('dist/bundled.json', 'utf8')));
  const wherever = (name) => inside.filter(([, packages]) => packages.includes(name)).map(([place]) => place);
  const shipped = [...new Set(inside.flatMap(([, packages]) => packages))].sort();
  const without = inside.filter(([, packages]) => packages.length === 0).map(([place]) => `\`${place}\``);
  const rows = new Map();
  for (const [lock, use] of Object.entries(locks))
    for (const { name, version, license } of packagesOf(lock)) {
      const places = lock === 'package-lock.json' ? wherever(name) : [];
      const purpose = places.length > 0 ? `inside ${places.join(', ')}` : use;
      const key = `${name} ${version}`;
      if (!rows.has(key)) rows.set(key, `| ${name} | ${version} | ${license} | ${purpose} |`);
    }
  return [
    '# Third-party software',
    `The runtime (\`meniscus\` and its builds)${without.length > 0 ? ` and ${without.join(', ')}` : ''} contain none. ` +
      'Other parts of the package contain the software whose notices follow; all else serves development only. ' +
      '`npm run licences` writes this file, and a test compares it.',
    '## Notices of what ships inside',
    ...shipped.map(
      (name) =>
        `### ${name}\n\nInside ${wherever(name).join(', ')}.\n\n\`\`\`text\n${noticeOf(name)}\n\`\`\``,
    ),
    '## All packages',
    ['| package | version | licence | for |', '| --- | --- | --- | --- |', ...[...rows.values()].sort()].join(
      '\n',
    ),
    '',
  ].join('\n\n');
}

if (process.argv[1]?.endsWith('licences.js')) writeFileSync('THIRD-PARTY.md', thirdParty());
