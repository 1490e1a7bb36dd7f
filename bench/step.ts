/**
 * `npm run bench:step [-- --json]`: what one step costs. The machine's simd build, called step by step from JavaScript,
 * against the same cell in C with SSE intrinsics (bench/native) and in plain float64 JavaScript (bench/step/plain.ts).
 * Outputs are compared before anything is timed; each case then has a fresh process, in which short bursts alternate.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type CellName,
  cellNames,
  makeCase,
  openSession,
  outputsOf,
  relativeError,
  rowsOf,
  type Size,
  TOLERANCE,
} from './step/case.ts';
import { alternate, type Burst, inProcess, type Spread, spreadOf } from './step/measure.ts';
import { compileProgram, findGcc, NativeCell } from './step/native.ts';
import { plainCell } from './step/plain.ts';

const sizes: Size[] = cellNames.flatMap((cell): Size[] =>
  cell === 'hlln'
    ? [8, 32, 40, 128].map((units) => ({ cell, inputs: units, units }))
    : [
        { cell, inputs: 1, units: 8 },
        { cell, inputs: 8, units: 32 },
        { cell, inputs: 64, units: 128 },
      ],
);

interface Result extends Size {
  /** ns per step. */
  readonly machine: Spread;
  readonly c?: Spread;
  readonly plainJs: Spread;
  /** Ratios of bursts of the same round. */
  readonly machineByC?: Spread;
  readonly plainJsByMachine: Spread;
}

/** @param program the cell's C program; none where there is no gcc */
async function measure(size: Size, program?: string): Promise<Result> {
  const one = makeCase(size);
  const { dt } = one;
  const rows = rowsOf(one);
  const session = openSession(one);
  const plain = plainCell(one);
  const want = outputsOf(one, (x) => session.step(x, dt));
  const check = (engine: string, outputs: ArrayLike<number>) => {
    const error = relativeError(outputs, want);
    if (!(error <= TOLERANCE))
      throw new Error(`${nameOf(size)}: ${engine} differs from the machine by ${error.toExponential(1)}`);
  };
  check('plain JavaScript', outputsOf(one, plain));
  const engines: Burst[] = [
    inProcess((x) => session.step(x, dt), rows),
    inProcess((x) => plain(x, dt), rows),
  ];
  const native = program === undefined ? undefined : await NativeCell.start(program, one);
  if (native) {
    check('C', native.outputs);
    engines.push((warm, timed) => native.burst(warm, timed));
  }
  const [machine, plainJs, c] = await alternate(engines, { rounds: 600, nanoseconds: 400_000 });
  native?.stop();
  const paired = (a: number[], b: number[]) => spreadOf(a.map((time, round) => time / b[round]));
  return {
    ...size,
    machine: spreadOf(machine),
    plainJs: spreadOf(plainJs),
    plainJsByMachine: paired(plainJs, machine),
    ...(c && { c: spreadOf(c), machineByC: paired(machine, c) }),
  };
}

const nameOf = ({ cell, inputs, units }: Size): string => `${cell} (${inputs}, ${units})`;

function print(results: readonly Result[]): void {
  const show = (spread: Spread | undefined, digits: number): string =>
    spread
      ? `${spread.median.toFixed(digits)} [${spread.p10.toFixed(digits)}, ${spread.p90.toFixed(digits)}]`
      : '';
  const table = [
    ['cell (N, H)', 'machine, ns', 'C, ns', 'plain JS, ns', 'machine / C', 'plain JS / machine'],
    ...results.map((r) => [
      nameOf(r),
      show(r.machine, 0),
      show(r.c, 0),
      show(r.plainJs, 0),
      show(r.machineByC, 2),
      show(r.plainJsByMachine, 1),
    ]),
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(row.map((text, i) => (i ? text.padStart(widths[i]) : text.padEnd(widths[i]))).join('  '));
}

/** Every case in a process of its own: engines are then compiled for that case alone. */
function measureAll(json: boolean): void {
  const gcc = findGcc();
  const compiler = 'version' in gcc ? `${gcc.version} -O3 -msse4.2` : gcc.skipped;
  const host = { cpu: cpus()[0].model, node: process.version, v8: process.versions.v8, c: compiler };
  if (!json) {
    console.log(`${host.cpu}, Node ${host.node} (V8 ${host.v8}), C: ${host.c}`);
    console.log(
      'one step, batch 1, f32 (plain JS: float64): median [p10, p90] of 600 alternating bursts; ratios are paired\n',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-step-'));
  try {
    const programs =
      'version' in gcc ? new Map(cellNames.map((cell) => [cell, compileProgram(cell, folder)])) : undefined;
    const results = sizes.map(({ cell, inputs, units }): Result => {
      const child = [process.argv[1], '--case', `${cell},${inputs},${units}`];
      const program = programs?.get(cell);
      if (program !== undefined) child.push('--program', program);
      return JSON.parse(execFileSync(process.execPath, child, { encoding: 'utf8' }));
    });
    if (json) console.log(JSON.stringify({ ...host, results }, null, 2));
    else print(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    case: { type: 'string' },
    program: { type: 'string' },
  },
});
if (values.case === undefined) measureAll(values.json);
else {
  const [cell, inputs, units] = values.case.split(',');
  const size = { cell: cell as CellName, inputs: Number(inputs), units: Number(units) };
  console.log(JSON.stringify(await measure(size, values.program)));
}
