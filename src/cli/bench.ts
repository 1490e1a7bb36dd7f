import { cpus } from 'node:os';
import { table } from '../charts/table.ts';
import { between } from '../check/rules.ts';
import { latency } from '../measure/latency.ts';
import type { Metadata } from '../runtime/index.ts';
import { type Fit, MOST_UNITS, searchWithin, type Within } from './bench-budget.ts';
import { duration, type Limit, limitFlags, limitOf } from './bench-limit.ts';
import { checkStepWork, openBlob, stepWork } from './blob.ts';
import { command } from './command.ts';
import { number } from './flags/flag.ts';
import { json } from './flags/output.ts';
import type { Screen } from './terminal.ts';

export const bench = command({
  name: 'bench',
  description: 'Measure the speed and memory of a blob on this computer',
  examples: [
    'meniscus bench temp.mns',
    'meniscus bench temp.mns --budget 20us --rate 1kHz',
    'meniscus bench temp.mns --seconds 5 --json',
  ],
  positionals: { file: { help: 'Blob to measure' } },
  flags: {
    seconds: number(between(0.1, Infinity), { help: 'Seconds to measure, roughly', default: '2' }),
    ...limitFlags,
    work: stepWork,
    json,
  },
  async run({ file, seconds, budget, rate, work, json }, terminal) {
    const { console, stderr } = terminal;
    const milliseconds = 1000 * seconds;
    const limit = limitOf(budget, rate);
    const { blob, model } = await openBlob(file, terminal.say);
    checkStepWork(blob, file, work);
    const { memory, metadata } = model;
    const times = latency(model, milliseconds);
    model.dispose();
    const within =
      limit && searchWithin(blob, limit.budget, milliseconds / 20, (what) => progress(stderr, what));
    if (limit) progress(stderr, null);
    if (json) {
      const found = limit && { ...limit, share: limit.period && limit.budget / limit.period, ...within };
      console.log(
        JSON.stringify(
          { file, blobBytes: blob.length, ...memory, ...times, ...(found && { within: found }) },
          null,
          2,
        ),
      );
      return;
    }
    const ns = (x: number): string => `${Math.round(x).toLocaleString('en')} ns`;
    const bytes = (x: number): string => `${x.toLocaleString('en')} B`;
    console.log(
      `${file} on ${cpus()[0]?.model ?? 'this machine'}, Node ${process.versions.node}, one core\n`,
    );
    console.log(
      table([
        ['step, in bursts of 100', ns(times.burst)],
        ['step, p50', ns(times.p50)],
        ['step, p99', ns(times.p99)],
        ['step, p99.9', ns(times.p999)],
        ['steps per second', Math.round(times.stepsPerSecond).toLocaleString('en')],
        ['blob', bytes(blob.length)],
        ['model in memory', bytes(memory.residentBytes)],
        ['each session', bytes(memory.sessionBytes)],
        ['WebAssembly memory', bytes(memory.wasmBytes)],
      ]),
    );
    if (limit && within) console.log(`\n${withinTable(limit, within, metadata, times.p999)}`);
  },
});

/** Overwrites one line on a terminal; null clears it. */
function progress(stderr: Screen, what: string | null): void {
  stderr.drawing?.write(`\r\x1b[K${what === null ? '' : `measuring ${what}`}`);
}

function withinTable({ budget, period }: Limit, found: Within, metadata: Metadata, p999: number): string {
  const share = (x: number): string => `${Number(((100 * x) / (period as number)).toPrecision(3))} %`;
  const cells = (each: Fit | null): string[] => {
    if (each === null) return ['none', ''];
    return [`${each.count}${each.count === MOST_UNITS ? ' or more' : ''}`, duration(each.p999)];
  };
  const [layer] = Array.isArray(metadata.layers) ? metadata.layers : [];
  const steps = layer?.integrator ? `, ${layer.integrator}, ${layer.unfolds ?? 1} unfolds` : '';
  const rows = [
    ['at p99.9', 'most', 'takes'],
    ...(found.unfolds === undefined ? [] : [[`unfolds, of ${layer.unfolds ?? 1}`, ...cells(found.unfolds)]]),
    ...(found.units === undefined
      ? []
      : [[`units of a new ${layer.cell}${steps}; this has ${layer.units}`, ...cells(found.units)]]),
  ];
  return [
    `within ${duration(budget)} a step${period === null ? '' : `, ${share(budget)} of the period; this model takes ${share(p999)} of it`}`,
    ...(rows.length > 1 ? [table(rows)] : []),
    ...(found.unfolds === undefined ? ['unfolds: none to lower'] : []),
    ...(found.why === undefined ? [] : [`units: ${found.why}`]),
  ].join('\n');
}
