/**
 * `npm run bench:compensation [-- --json]`: what the compensated increment of the integrators costs, and what it saves. The interpreter
 * is compiled twice, once with the increment replaced by a plain sum; both run the same blobs, alternating in short
 * bursts in this one process. Then the error against float64 after 2·10⁵ steps of 1e-4.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { table } from '../src/charts/table.ts';
import { compile } from '../src/compile/compile.ts';
import { loadSync } from '../src/runtime/index.ts';
import { Evaluator } from '../src/train/evaluate.ts';
import { report, wantsJson } from './run/report.ts';
import { makeCase } from './step/case.ts';
import { ratioOf, type Spread, show, spreadOf } from './step/measure.ts';

const increment = 'assembly/kernels/increment.ts';
const compensated = readFileSync(increment, 'utf8');
const body = /const y = [\s\S]*?write<T>\(state \+ i, after\);/;
const plain = compensated.replace(body, 'write<T>(state + i, add<T>(before, delta));');
if (plain === compensated) throw new Error(`${increment} has no compensation to take out`);

async function machine(source: string): Promise<WebAssembly.Module> {
  let wasm: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--config', 'asconfig.json', '--target', 'simd', '--outFile', 'bench.wasm'],
    {
      readFile: (name, base) => {
        if (name.replaceAll('\\', '/').endsWith(increment)) return source;
        try {
          return readFileSync(join(base, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => {
        if (name === 'bench.wasm') wasm = contents as Uint8Array;
      },
    },
  );
  if (error || !wasm) throw new Error(`the interpreter does not compile: ${error?.message}\n${stderr}`);
  return new WebAssembly.Module(wasm as BufferSource);
}

const machines = [await machine(compensated), await machine(plain)];

interface Result {
  readonly units: number;
  /** ns of a step. */
  readonly compensated: Spread;
  readonly plain: Spread;
  /** compensated / plain, paired. */
  readonly ratio: Spread;
  /** Against float64 after 2·10⁵ steps of 1e-4. */
  readonly errors?: { readonly compensated: number; readonly plain: number };
}

const json = wantsJson();
const results: Result[] = [];
for (const units of [8, 16, 32, 64, 128]) {
  const { network, trained, blob } = makeCase({ cell: 'ltc', inputs: 1, units });
  const sessions = machines.map((module) => loadSync(blob, { interpreter: module }).session());
  const times: [number[], number[]] = [[], []];
  const input = [0.5];
  for (let round = 0; round < 400; round++)
    for (const which of round % 2 ? [0, 1] : [1, 0]) {
      const start = performance.now();
      for (let i = 0; i < 200; i++) sessions[which].step(input, 0.01);
      if (round >= 100) times[which].push((performance.now() - start) / 200);
    }
  let errors: Result['errors'];
  if (units === 8) {
    const length = 200_000;
    const dt = Math.fround(1e-4);
    const sequence = {
      length,
      inputs: new Float64Array(length).fill(0.5),
      targets: new Float64Array(0),
      dt: new Float64Array(length).fill(dt),
    };
    const { constants } = compile(network, trained);
    const want = new Evaluator(network, trained, { constants }).outputs(sequence);
    const [compensated, plain] = machines.map((module) => {
      const got = loadSync(blob, { interpreter: module }).run(sequence.inputs, { dt });
      return Math.max(...[0, 1].map((k) => Math.abs(got[length - 1 - k] - want[length - 1 - k])));
    });
    errors = { compensated, plain };
  }
  const [compensated, plain] = times.map((each) => spreadOf(each.map((milliseconds) => 1e6 * milliseconds)));
  results.push({ units, compensated, plain, ratio: ratioOf(times[0], times[1]), errors });
}

report(
  json,
  { results },
  () =>
    `
ltc, semi-implicit, 6 unfolds, one input: a step with compensated increments, and with plain sums, ns;
` +
    `the errors after 2·10⁵ steps of 1e-4

${table([
  ['units', 'compensated / plain', 'compensated', 'plain', 'error', 'of plain sums'],
  ...results.map(({ units, compensated, plain, ratio, errors }) => [
    String(units),
    show(ratio, 2),
    ...[compensated, plain].map((each) => show(each)),
    ...(errors ? [errors.compensated, errors.plain].map((x) => x.toExponential(1)) : ['', '']),
  ]),
])}`,
);
