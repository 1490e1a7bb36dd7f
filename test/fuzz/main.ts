/** `npm run fuzz -- --minutes 10 --seed 1`: damages all that comes from outside, and writes what goes wrong to test/fuzz/regressions. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../../src/charts/table.ts';
import { Progress, Screen } from '../../src/cli/terminal.ts';
import { fuzz, type Tally, timed } from './fuzz.ts';
import { targets } from './targets/index.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
const chosen = targets.filter(({ name }) => values.target === undefined || values.target === name);
if (!(minutes > 0) || !Number.isInteger(seed) || chosen.length === 0) {
  console.error(
    `fuzz: --minutes needs a number > 0, --seed a whole number, --target one of ${targets.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

const seconds = Math.ceil(60 * minutes);
const progress = new Progress(new Screen(process.stderr), 'fuzzing, seconds', seconds);
const start = performance.now();
const tallies = await fuzz(chosen, seed, timed(250), (all) => {
  const passed = (performance.now() - start) / 1000;
  progress.update(
    Math.min(seconds, Math.floor(passed)),
    `${sum(all, 'executions').toLocaleString('en')} inputs`,
  );
  return passed >= seconds;
});
progress.stop();

console.log(
  table([
    ['target', 'inputs', 'accepted', 'violations', ''],
    ...tallies.map(({ target, executions, accepted, crashers }) => [
      target.name,
      executions.toLocaleString('en'),
      accepted.toLocaleString('en'),
      String(crashers.length),
      target.coverage?.() ?? '',
    ]),
  ]),
);
for (const { target, crashers } of tallies)
  for (const { bytes, error } of crashers) {
    const name = `${target.name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.bin`;
    writeFileSync(`test/fuzz/regressions/${name}`, bytes);
    console.error(
      `\n${name}: ${error.name}: ${error.message}\n${error.stack?.split('\n').slice(1, 5).join('\n')}`,
    );
  }
process.exitCode = tallies.some(({ crashers }) => crashers.length > 0) ? 1 : 0;

function sum(all: readonly Tally[], key: 'executions'): number {
  return all.reduce((total, tally) => total + tally[key], 0);
}
