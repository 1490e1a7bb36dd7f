/**
 * `npm run bench:onnxruntime [-- --write]`: streaming LSTM and GRU against onnxruntime-web in Node, in turns, step by step and in
 * blocks of 128; what folding leaves of a policy; how far exported graphs drift in plain float32. `--write` puts the tables into
 * the pages, and the numbers into bench/onnxruntime/results.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Against, against } from './onnxruntime/against.ts';
import { type Drift, drift } from './onnxruntime/drift.ts';
import { type Folding, folding } from './onnxruntime/folding.ts';
import { pairOf } from './onnxruntime/models.ts';
import { onnxruntime } from './onnxruntime/session.ts';
import { machineLine } from './run/machine.ts';

const UNITS = [8, 16, 20, 32, 40];
const BLOCKS = [1, 128];

const { write } = parseArgs({ options: { write: { type: 'boolean', default: false } } }).values;
const runtime = await onnxruntime();
if (!runtime) process.exit(1);

const steps: Against[] = [];
for (const cell of ['lstm', 'gru'] as const)
  for (const units of UNITS)
    for (const block of BLOCKS) steps.push(await against(runtime, pairOf(cell, units), block));
const results = { machine: machineLine(), steps, folding: folding(), drift: await drift(runtime) };

const rows = (list: readonly (readonly string[])[]): string =>
  list
    .flatMap((row, i) => [
      `| ${row.join(' | ')} |`,
      ...(i === 0 ? [`| ${row.map(() => '---').join(' | ')} |`] : []),
    ])
    .join('\n');
const short = (x: number): string => String(Number(x.toPrecision(3)));

const stepsTable = (list: readonly Against[]): string =>
  rows([
    ['model', 'steps a call', 'Meniscus, µs a step', 'onnxruntime-web, µs a step', 'ratio'],
    ...list.map(({ cell, units, block, meniscus, onnxruntime, ratio }) => [
      `${cell.toUpperCase()} ${units}`,
      ...[block, meniscus, onnxruntime].map(short),
      `${short(ratio)} ×`,
    ]),
  ]);

const foldingLine = ({ parameters, policy, alone, ratio }: Folding): string =>
  `A policy of ${parameters.toLocaleString('en')} parameters (22 inputs, Dense 16 with ReLU, GRU 16, Dense 4, inputs and outputs scaled) ` +
  `takes ${short(policy)} µs a step, its GRU and two products alone ${short(alone)} µs: ${ratio.toFixed(2)} ×.`;

const driftTable = (list: readonly Drift[]): string =>
  rows([
    ['integrator', ...Object.keys(list[0].after).map((n) => `after ${Number(n).toLocaleString('en')} steps`)],
    ...list.map(({ integrator, after }) => [
      integrator,
      ...Object.values(after).map((error) => error.toExponential(1)),
    ]),
  ]);

const parts: Readonly<Record<string, string>> = {
  steps: stepsTable(steps),
  folding: foldingLine(results.folding),
  drift: driftTable(results.drift),
};
console.log([results.machine, ...Object.values(parts)].join('\n\n'));

if (write) {
  writeFileSync('bench/onnxruntime/results.json', `${JSON.stringify(results, null, 2)}\n`);
  for (const page of ['docs/from-onnxruntime.md', 'docs/export.md']) {
    let text = readFileSync(page, 'utf8');
    for (const [name, content] of Object.entries({ ...parts, machine: `On ${results.machine}.` }))
      text = text.replace(
        new RegExp(`<!-- ${name} -->[^]*?<!-- end -->`),
        () => `<!-- ${name} -->\n\n${content}\n\n<!-- end -->`,
      );
    writeFileSync(page, text);
  }
}
