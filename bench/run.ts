/**
 * `npm run bench [-- --json] [-- --only step,loop]`: all benchmarks, one after the other, each in processes of its own.
 * Writes bench/results/<processor>-node<major>.json; `npm run bench:render` makes docs/performance.md of it. Progress is
 * on stderr. A part that fails is named at the end, and the exit code is then 1; the others are measured all the same.
 * With --only, the file keeps what it has of the other parts. Another Node than npm's measures itself by
 * `path/to/node dist/bench-run.js`, after `npm run build`.
 */
import { parseArgs } from 'node:util';
import { machineLine, thisMachine } from './run/machine.ts';
import { type PartName, partNames, runPart } from './run/parts.ts';
import { commitHere, type Provenance, type ResultsFile, readFile, writeFile } from './run/results.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});

function chosen(only: string | undefined): readonly PartName[] {
  if (only === undefined) return partNames;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !partNames.includes(name as PartName));
  if (unknown !== undefined) {
    console.error(`there is no part "${unknown}"; there are ${partNames.join(', ')}`);
    process.exit(2);
  }
  return partNames.filter((name) => names.includes(name));
}

const say = (line: string): void => console.error(line);

const names = chosen(values.only);
const machine = thisMachine();
const before = values.only === undefined ? null : readFile(machine);
const commit = commitHere();
const date = new Date().toISOString();
const measured: { [part in PartName]?: Provenance } = { ...before?.measured };
const parts: { [part in PartName]?: object } = { ...before?.parts };
const failed: string[] = [];

say(`${machineLine(machine)}, commit ${commit}`);
const start = performance.now();
for (const [index, name] of names.entries()) {
  say(`${index + 1} of ${names.length}: ${name} …`);
  delete measured[name];
  delete parts[name];
  const outcome = await runPart(name);
  if (outcome.kind === 'absent') {
    say(`  left out: there is no bench/${name}.ts`);
    continue;
  }
  const seconds = Math.round(outcome.seconds);
  if (outcome.kind === 'failed') {
    failed.push(name);
    say(`  failed after ${seconds} s: ${outcome.why}`);
    continue;
  }
  parts[name] = outcome.data;
  measured[name] = { date: new Date().toISOString(), commit, seconds };
  say(`  ${seconds} s`);
}

const results: ResultsFile = { machine, date, commit, measured, parts };
const file = writeFile(results);
say(`${file}, ${Math.round((performance.now() - start) / 1000)} s in all`);
if (values.json) console.log(JSON.stringify(results, null, 2));
if (failed.length > 0) {
  say(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
