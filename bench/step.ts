/**
 * `npm run bench:step [-- --json --build simd --cell ltc --size 8,32]`: what one step costs. The interpreter, called step by
 * step from JavaScript, against the same cell in C with SSE intrinsics and, for some cells, in a kernel of AssemblyScript
 * for that cell alone (bench/native), in plain float64 JavaScript (bench/step/plain.ts), and in other libraries where
 * bench/peers is installed. Outputs are compared before anything is timed; each case then has a fresh process, in which
 * short bursts alternate. `--cell` and `--size` may be given several times.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { table } from '../src/charts/table.ts';
import type { Build } from '../src/runtime/index.ts';
import { inFolder, jsonOption } from './run/report.ts';
import { type CellName, cellNames, nameOf, type Size } from './step/case.ts';
import { compare, type Result, type Task } from './step/compare.ts';
import { compileKernel, fusedCells } from './step/fused.ts';
import { type Spread, show } from './step/measure.ts';
import { compileProgram, findGcc } from './step/native.ts';
import { findPeers } from './step/peers.ts';
import { SIZES } from './step/sizes.ts';

const PEER_CELLS: readonly CellName[] = ['ltc', 'cfc', 'lstm', 'gru'];
const PEER_UNITS = [8, 32, 64, 128];

const { values: options } = parseArgs({
  options: {
    ...jsonOption,
    build: { type: 'string', default: 'simd' },
    cell: { type: 'string', multiple: true, default: [...cellNames] },
    size: { type: 'string', multiple: true, default: SIZES.map(String) },
    /** For the processes of this one: a case. */
    task: { type: 'string' },
  },
});

/** The chosen cases; HLLN takes as many inputs as units. */
function chosenSizes(): Size[] {
  const unknown = (kind: string, got: string, known: readonly string[]): never => {
    console.error(`there is no ${kind} "${got}"; there are ${known.join(', ')}`);
    process.exit(2);
  };
  const named = SIZES.map(String);
  for (const cell of options.cell)
    if (!cellNames.some((name) => name === cell)) unknown('cell', cell, cellNames);
  for (const size of options.size) if (!named.includes(size)) unknown('size', size, named);
  return cellNames
    .filter((cell) => options.cell.includes(cell))
    .flatMap((cell) =>
      SIZES.filter((size) => options.size.includes(String(size))).map(([inputs, units]) => ({
        cell,
        inputs: cell === 'hlln' ? units : inputs,
        units,
      })),
    );
}

/** Every case in a process of its own: engines are then compiled for that case alone. */
async function measure(sizes: readonly Size[], withC: boolean, folder: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const cell of new Set(sizes.map((size) => size.cell))) {
    const programs: Task['programs'] = withC
      ? { 'sse4.2': compileProgram(cell, folder), native: compileProgram(cell, folder, 'native') }
      : {};
    const kernel = fusedCells.includes(cell)
      ? Buffer.from(await compileKernel(cell)).toString('base64')
      : undefined;
    for (const size of sizes.filter((each) => each.cell === cell)) {
      const peers = PEER_CELLS.includes(cell) && PEER_UNITS.includes(size.units);
      const task: Task = { ...size, build: options.build as Build, programs, kernel, peers };
      const child = [process.argv[1], '--task', JSON.stringify(task)];
      results.push(JSON.parse(execFileSync(process.execPath, child, { encoding: 'utf8' })));
    }
  }
  return results;
}

function print(results: readonly Result[], peers: readonly string[]): void {
  const shown = (spread: Spread | undefined, digits: number): string => (spread ? show(spread, digits) : '');
  const columns: [string, (result: Result) => string][] = [
    ['cell (N, H)', nameOf],
    ['interpreter, ns', (r) => shown(r.nanoseconds.machine, 0)],
    ['MAC / cycle', (r) => shown(r.multiplyAddsPerCycle.machine, 2)],
    ['interpreter / C', (r) => shown(r.machineByC, 2)],
    ['interpreter / own kernel', (r) => shown(r.machineByFused, 2)],
    ['plain JS / interpreter', (r) => shown(r.plainJsByMachine, 1)],
    ['interpreter / C native', (r) => shown(r.machineByCNative, 2)],
    ...peers.map((name): [string, (result: Result) => string] => [
      `${name} / interpreter`,
      (r) => shown(r.peersByMachine[name], 1),
    ]),
  ];
  console.log(
    table([columns.map(([title]) => title), ...results.map((r) => columns.map(([, text]) => text(r)))]),
  );
}

async function measureAll(): Promise<void> {
  const sizes = chosenSizes();
  const gcc = findGcc();
  const withC = 'version' in gcc;
  const found = await findPeers();
  const host = {
    cpu: cpus()[0].model,
    node: process.version,
    v8: process.versions.v8,
    build: options.build,
    c: withC ? `${gcc.version} -O3 -msse4.2; native: -march=native` : gcc.skipped,
    clock: withC ? 'measured: additions that wait for each other' : `nominal: ${cpus()[0].speed} MHz`,
    peers:
      'skipped' in found ? found.skipped : found.map(({ name, version }) => `${name} ${version}`).join(', '),
  };
  if (!options.json) {
    console.log(`${host.cpu}, Node ${host.node} (V8 ${host.v8}), build ${host.build}`);
    console.log(`C: ${host.c}; clock ${host.clock}; peers: ${host.peers}`);
    console.log(
      'one step, batch 1, f32 (plain JS: float64): median [p10, p90] of alternating bursts; ratios are paired\n',
    );
  }
  const results = await inFolder('step', (folder) => measure(sizes, withC, folder));
  if (options.json) console.log(JSON.stringify({ ...host, results }, null, 2));
  else print(results, 'skipped' in found ? [] : found.map(({ name }) => name));
}

if (options.task === undefined) await measureAll();
else console.log(JSON.stringify(await compare(JSON.parse(options.task))));
