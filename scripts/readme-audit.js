/** `node scripts/readme-audit.js`: the README's table of claims, from docs/audit.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { between } from './between.js';

const table = readFileSync('docs/audit.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| (Claim|---|\d+\. \[)/.test(line))
  .slice(0, 12)
  .map((line) => line.replace('](#', '](docs/audit.md#'));
writeFileSync('README.md', between(readFileSync('README.md', 'utf8'), 'audit', table.join('\n')));
