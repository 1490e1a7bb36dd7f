/** `node scripts/readme-audit.js`: the README's table of claims, from docs/audit.md. */
import { readFileSync, writeFileSync } from 'node:fs';

const [START, END] = ['<!-- audit -->', '<!-- /audit -->'];
const table = readFileSync('docs/audit.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| (Claim|---|\d+\. \[)/.test(line))
  .slice(0, 12)
  .map((line) => line.replace('](#', '](docs/audit.md#'));
const readme = readFileSync('README.md', 'utf8');
const [before, rest] = readme.split(START);
const [, after] = rest.split(END);
writeFileSync('README.md', [before, START, '\n', table.join('\n'), '\n', END, after].join(''));
