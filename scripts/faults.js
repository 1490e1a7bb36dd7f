/**
 * `npm run faults -- --times 50 --seed 1`: kills training, an audit, a search and an export at random moments, as a crash or a
 * power cut would, and runs them again: the end has to be that of an undisturbed run, to the byte.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const csv = join(root, 'examples/greenhouse.csv');
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const times = Number(values.times);
let state = Number(values.seed);
/** Uniform in [0, 1): a linear congruential generator is random enough for moments. */
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const bytesOf = (name) => (folder) => {
  const path = join(folder, name);
  return existsSync(path) ? hashOf(readFileSync(path)) : null;
};

/** What an audit found, without when and how fast. */
function findings(folder) {
  const path = join(folder, 'report/results/chaos.json');
  if (!existsSync(path)) return null;
  const { panels, verdict } = JSON.parse(readFileSync(path, 'utf8'));
  const errors = panels.map(({ contenders }) =>
    contenders.map(({ name, runs }) => [name, runs.map((run) => run.errors)]),
  );
  return hashOf(JSON.stringify([errors, verdict]));
}

const training = ['train', csv, ...'--target temp --cell gru --units 4 -o model.mns'.split(' ')];

const jobs = [
  {
    name: 'train',
    args: [...training, '--epochs', '40', '--window', '96', '--stride', '24'],
    result: bytesOf('model.mns'),
  },
  {
    name: 'audit',
    program: 'audit',
    args: ['--claim', 'chaos', '--cache', 'cache'],
    result: findings,
  },
  {
    name: 'shrink',
    prepare: (folder) => copyFileSync(join(root, 'models/greenhouse.mns'), join(folder, 'model.mns')),
    args: ['shrink', 'model.mns', '--data', csv, '--tolerance', '30%', '-o', 'small.mns'],
    result: bytesOf('small.mns'),
  },
  {
    name: 'export',
    prepare: (folder) =>
      spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...training, '--epochs', '1'], { cwd: folder }),
    args: ['export', 'model.mns', '-o', 'weights.safetensors'],
    result: bytesOf('weights.safetensors'),
    /** It is too short to go on from anywhere: what is there is all of it, or nothing. */
    whole: true,
  },
];

const folderFor = ({ prepare }) => {
  const folder = mkdtempSync(join(tmpdir(), 'meniscus-faults-'));
  prepare?.(folder);
  return folder;
};

/** Runs a job; killed after some milliseconds unless it has ended before. */
function run({ program = 'cli', args }, cwd, killAfter) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, `dist/${program}.js`), ...args], {
      cwd,
      stdio: 'ignore',
    });
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, killed: signal === 'SIGKILL' });
    });
  });
}

let failures = 0;
console.log('job     kills  undisturbed (s)  wrong results');
for (const job of jobs.filter(
  ({ name }) => values.only === undefined || values.only.split(',').includes(name),
)) {
  const quiet = folderFor(job);
  const start = performance.now();
  const first = spawnSync(process.execPath, [join(root, `dist/${job.program ?? 'cli'}.js`), ...job.args], {
    cwd: quiet,
    encoding: 'utf8',
  });
  const length = performance.now() - start;
  const expected = job.result(quiet);
  if (first.status !== 0 || expected === null)
    throw new Error(`${job.name} fails undisturbed: ${first.stderr}`);
  rmSync(quiet, { recursive: true });
  let kills = 0;
  let wrong = 0;
  while (kills < times) {
    const folder = folderFor(job);
    // killed up to three times on the way, then left alone
    for (let i = 0; i < 3 && kills < times; i++) {
      const { killed } = await run(job, folder, random() * length);
      if (!killed) break;
      kills++;
      const there = job.result(folder);
      if (there !== null && there !== expected && job.whole) wrong++;
    }
    const { code } = await run(job, folder);
    if (code !== 0 || job.result(folder) !== expected) wrong++;
    rmSync(folder, { recursive: true });
  }
  failures += wrong;
  console.log(
    `${job.name.padEnd(7)} ${String(kills).padStart(5)}  ${(length / 1000).toFixed(1).padStart(15)}  ${String(wrong).padStart(13)}`,
  );
}
process.exitCode = failures > 0 ? 1 : 0;
