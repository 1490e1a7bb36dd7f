/** The README's table of speed, and the loops of docs/devices.md. */
import type { Spread } from '../step/measure.ts';
import type { Parts, Results } from './results.ts';
import { loops } from './tables.ts';
import { bytes, figure, markdownTable, spread, time } from './text.ts';

const START = '<!-- bench -->';
const END = '<!-- /bench -->';

type Row = readonly [what: string, measured: string | undefined, command: string];

/** `1.02 to 1.31`: the medians. */
function range(all: readonly (Spread | undefined)[]): string | undefined {
  const medians = all.flatMap((each) => (each ? [each.median] : [])).sort((a, b) => a - b);
  if (medians.length === 0) return undefined;
  const [low, high] = [medians[0], medians[medians.length - 1]].map(figure);
  return low === high ? low : `${low} to ${high}`;
}

function stepRows({ step }: Parts): Row[] {
  const all = step?.results ?? [];
  const wide = all.filter(({ units }) => units >= 16);
  const widest = all.filter(({ units }) => units >= 64);
  const peer = (units: number) =>
    range(all.filter((one) => one.units === units).map((one) => one.peersByMachine?.['onnxruntime-web']));
  const peers = [8, 32, 64, 128].flatMap((units) => {
    const found = peer(units);
    return found === undefined ? [] : [`${found} at ${units}`];
  });
  const command = 'npm run bench:step';
  return [
    ...['ltc', 'lstm'].flatMap((cell): Row[] => {
      const one = all.find((result) => result.cell === cell && result.inputs === 8 && result.units === 32);
      return [[`a step of ${cell} (8, 32), ns`, one && spread(one.nanoseconds?.machine), command]];
    }),
    [
      'a step / C with SSE4.2, every cell of 16 units and more',
      range(wide.map((one) => one.machineByC)),
      command,
    ],
    ['the same, 64 units and more', range(widest.map((one) => one.machineByC)), command],
    [
      'a step / a kernel for that cell alone, 16 units and more',
      range(wide.map((one) => one.machineByFused)),
      command,
    ],
    ['the same, 64 units and more', range(widest.map((one) => one.machineByFused)), command],
    ['plain JavaScript / a step, every cell', range(all.map((one) => one.plainJsByMachine)), command],
    ['onnxruntime-web / a step, by units', peers.length > 0 ? peers.join(', ') : undefined, command],
  ];
}

function loopRow({ loop }: Parts): Row {
  const found = loop?.results.find(({ hertz, name }) => hertz === 10_000 && name === 'LTC (4, 32)');
  return [
    '10 kHz loop, LTC of 32 units: deadlines missed by us / by the host; step p99.9',
    found &&
      `${figure(found.missed.own)} / ${figure(found.missed.host)} of ${figure(found.ticks)}; ${time(found.work.p999)}`,
    'npm run bench:loop',
  ];
}

function coldRows({ cold }: Parts): Row[] {
  const simd = cold?.shipped.find(({ name }) => name === 'build/simd.wasm');
  const command = 'npm run bench:cold';
  return [
    ['the interpreter, SIMD: raw / gzip', simd && `${bytes(simd.raw)} / ${bytes(simd.gzip)}`, command],
    ['HLLN-1,644 compiled, instantiated, loaded, ms', cold && spread(cold.inside.ready), command],
    [
      'HLLN-1,644 in q8: blob / all linear memory',
      cold && `${bytes(cold.model.blobBytes)} / ${bytes(cold.inside.wasmBytes.median)}`,
      command,
    ],
  ];
}

function otherRows({ scale, train, compensation, synapses }: Parts): Row[] {
  const many = scale?.throughput.points.find(({ sessions, threads }) => sessions === 10_000 && threads === 1);
  const oscillator = train?.results.find(({ cell }) => cell === 'ltc-tau');
  const at32 = compensation?.results.find(({ units }) => units === 32);
  const policy = synapses?.results.find(({ wiring }) => wiring === 'auto-ncp');
  return [
    [
      'a step of LTC of ncps with AutoNCP(19, 4), 5 inputs, 6 unfolds, ns',
      policy && spread(policy.nanoseconds.machine),
      'npm run bench:synapses',
    ],
    [
      '10,000 sessions of an LTC (4, 32), one core, million steps/s',
      many && spread(many.stepsPerSecond, 1e-6),
      'npm run bench:scale',
    ],
    [
      'training: LTC, 184 parameters, 99 intervals of RK4, ms a step',
      oscillator && spread(oscillator.milliseconds),
      'npm run bench:train',
    ],
    [
      'compensated increments / plain sums, 32 units',
      at32 && spread(at32.ratio),
      'npm run bench:compensation',
    ],
  ];
}

/** The table; what was not measured is not in it. */
export function headline({ machine, parts }: Results): string {
  const rows = [...stepRows(parts), loopRow(parts), ...coldRows(parts), ...otherRows(parts)];
  return markdownTable([
    [`${machine.cpu}, Node ${machine.node}`, 'median [p10, p90]', 'command'],
    ...rows.flatMap(([what, measured, command]) => (measured ? [[what, measured, `\`${command}\``]] : [])),
  ]);
}

/** The slowest and the fastest loops of one stream, and the empty ones beside them; undefined where they were not measured. */
export function loopTable({ parts: { loop } }: Results): string | undefined {
  const rates = loop?.results.map(({ hertz }) => hertz) ?? [];
  const ends = [Math.min(...rates), Math.max(...rates)];
  return (
    loop &&
    loops(loop.results.filter(({ name, hertz }) => ends.includes(hertz) && !name.includes('sessions')))
  );
}

/** The page with the table between its two marks; as it was where it has none. */
export function replaceTable(page: string, table: string): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END, start);
  if (start < 0 || end < 0) return page;
  return `${page.slice(0, start + START.length)}\n${table}\n${page.slice(end)}`;
}
