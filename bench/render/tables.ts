/** The parts of one file of results as tables. */
import type { LoopResult } from '../loop/alternate.ts';
import type { Line } from '../scale/line.ts';
import type { Parts } from './results.ts';
import { bytes, figure, markdownTable, spread, time } from './text.ts';
import { train } from './training.ts';

type Render<Name extends keyof Parts> = (part: NonNullable<Parts[Name]>) => string;

const paragraphs = (...texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined).join('\n\n');

const step: Render<'step'> = ({ results, c, peers }) => {
  const names = [...new Set(results.flatMap((result) => Object.keys(result.peersByMachine ?? {})))];
  return paragraphs(
    [c && `C: ${c}.`, peers && `Other engines: ${peers}.`].filter(Boolean).join(' ') || undefined,
    markdownTable([
      [
        'cell (N, H)',
        'multiply-adds',
        'step, ns',
        'MAC / cycle',
        'step / C',
        'step / own kernel',
        'relaxed / simd',
        'plain JS / step',
        ...names.map((name) => `${name} / step`),
      ],
      ...results.map((r) => [
        `${r.cell} (${r.inputs}, ${r.units})`,
        r.multiplyAdds === undefined ? '' : figure(r.multiplyAdds),
        spread(r.nanoseconds?.machine),
        spread(r.multiplyAddsPerCycle?.machine),
        spread(r.machineByC),
        spread(r.machineByFused),
        spread(r.relaxedBySimd),
        spread(r.plainJsByMachine),
        ...names.map((name) => spread(r.peersByMachine?.[name])),
      ]),
    ]),
  );
};

export const loops = (results: readonly LoopResult[]): string =>
  markdownTable([
    [
      'loop',
      'ticks',
      'missed: own',
      "the host's",
      'step p50 [p10, p90]',
      'p99',
      'p99.9',
      'max',
      'tick p50 [p10, p90]',
      'p99',
      'p99.9',
      'max',
    ],
    ...results.map(({ name, hertz, ticks, missed, work, whole }) => [
      `${hertz / 1000} kHz, ${name}`,
      figure(ticks),
      figure(missed.own),
      figure(missed.host),
      ...[work, whole].flatMap(({ p10, p50, p90, p99, p999, max }) => [
        `${time(p50)} [${time(p10)}, ${time(p90)}]`,
        time(p99),
        time(p999),
        time(max),
      ]),
    ]),
  ]);

const loop: Render<'loop'> = ({ seconds, clockNanoseconds, results, peers }) =>
  paragraphs(
    `${seconds} s of each loop, slices alternating, one core, waiting by reading the clock (${figure(clockNanoseconds)} ns ` +
      'a reading). A tick lasts from the moment it is due to its end. A missed deadline is our own if the step alone took ' +
      "longer than a period, and does so each time it is repeated at once; else the host's. The empty loop, which only waits, " +
      'has none of its own.',
    loops(results),
    peers &&
      ('skipped' in peers
        ? `Other engines: ${peers.skipped}.`
        : `An LSTM of 8 inputs and 32 units, here and in other engines:\n\n${loops(peers.results)}`),
  );

const cold: Render<'cold'> = ({ processes, shipped, model, apart, inside, peers }) =>
  paragraphs(
    markdownTable([
      ['shipped', 'raw', 'gzip'],
      ...shipped.map(({ name, raw, gzip }) => [name, bytes(raw), bytes(gzip)]),
    ]),
    `${model.name}, ms, ${processes} fresh processes each; *ready* is all between the imported runtime and a session:`,
    markdownTable([
      ['interpreter', 'import', 'compile', 'instantiate, load', 'ready', 'first step'],
      ...[
        { name: 'compiled from its file', starts: apart },
        { name: 'decoded from the runtime', starts: inside },
      ].map(({ name, starts }) => [
        name,
        spread(starts.import),
        name.startsWith('decoded') ? '' : spread(starts.compile),
        spread(starts.load),
        spread(starts.ready),
        spread(starts.firstStep),
      ]),
    ]),
    `Blob ${bytes(model.blobBytes)}; model in memory ${bytes(inside.residentBytes.median)}, a session ` +
      `${bytes(inside.sessionBytes.median)}; all linear memory ${bytes(inside.wasmBytes.median)}. Resident set ` +
      `${spread(inside.residentSet, 1e-6)} MB, of which Node without the runtime ${spread(inside.residentBefore, 1e-6)} MB.`,
    peers &&
      ('skipped' in peers
        ? `Other engines: ${peers.skipped}.`
        : markdownTable([
            [
              'LSTM (8, 32), ms',
              'gzip',
              'script',
              'open',
              'first step',
              'in all',
              'resident set, MB',
              'linear memory, MB',
            ],
            ...peers.map((one) => [
              `${one.name} ${one.version}`,
              bytes(one.shippedBytesGzip),
              ...[one.msLoad, one.msOpen, one.msStep, one.msToFirstStep].map((each) => spread(each)),
              spread(one.rss, 1e-6),
              spread(one.wasmMemoryBytes, 1e-6),
            ]),
          ])),
  );

const lineOf = ({ intercept, slope, rSquared, worst }: Line, per: string): string =>
  `${figure(intercept)} ns + ${slope.toPrecision(3)} ns per ${per}, R² ${rSquared.toFixed(4)}; largest residual ` +
  `${(100 * worst.relative).toFixed(1)} % (at ${figure(worst.x)})`;

const scale: Render<'scale'> = ({ widths, unfolds, throughput, crossovers }) =>
  paragraphs(
    ...widths.flatMap(({ cell, inputs, points, line }) => [
      markdownTable([
        [`${cell}, ${inputs} inputs`, ...points.map(({ units }) => `${units} units`)],
        ['multiply-adds', ...points.map(({ multiplyAdds }) => figure(multiplyAdds))],
        ['step, ns', ...points.map(({ nanoseconds }) => spread(nanoseconds))],
      ]),
      `${lineOf(line, 'multiply-add')}.`,
    ]),
    `LTC (${unfolds.inputs}, ${unfolds.units}), 1 to ${unfolds.points.length} unfolds: ${lineOf(unfolds.line, 'unfold')}.`,
    markdownTable([
      [
        `${throughput.cell} (${throughput.inputs}, ${throughput.units}), million steps/s`,
        'one core',
        'two threads',
      ],
      ...[...new Set(throughput.points.map(({ sessions }) => sessions))].map((sessions) => [
        `${figure(sessions)} session${sessions === 1 ? '' : 's'}`,
        ...[1, 2].map((threads) =>
          spread(
            throughput.points.find((point) => point.sessions === sessions && point.threads === threads)
              ?.stepsPerSecond,
            1e-6,
          ),
        ),
      ]),
    ]),
    crossovers &&
      ('skipped' in crossovers
        ? `Other engines: ${crossovers.skipped}.`
        : markdownTable([
            [
              'other / step',
              ...(crossovers[0]?.points ?? []).map(({ units }) => `${units} units`),
              'as fast from',
            ],
            ...crossovers.map(({ cell, inputs, peer, points, units }) => [
              `${peer}, ${cell}, ${inputs} inputs`,
              ...points.map((point) => spread(point.ratio)),
              units === null ? 'not reached' : `${units} units`,
            ]),
          ])),
  );

const compensation: Render<'compensation'> = ({ results }) =>
  markdownTable([
    [
      'LTC, 1 input',
      'compensated, ns',
      'plain sums, ns',
      'compensated / plain',
      'error after 2·10⁵ steps of 1e-4',
    ],
    ...results.map(({ units, compensated, plain, ratio, errors }) => [
      `${units} units`,
      spread(compensated),
      spread(plain),
      spread(ratio),
      errors ? `${errors.compensated.toExponential(1)} / ${errors.plain.toExponential(1)}` : '',
    ]),
  ]);

const synapses: Render<'synapses'> = ({ results }) =>
  markdownTable([
    ['wiring', 'transcendentals', 'interpreter, ns', 'plain JS / interpreter', 'predicted, ns'],
    ...results.map(({ wiring, transcendentals, nanoseconds, plainJsByMachine, predicted }) => [
      wiring,
      figure(transcendentals),
      spread(nanoseconds.machine),
      spread(plainJsByMachine),
      figure(Math.round(predicted)),
    ]),
  ]);

const weights: Render<'weights'> = ({ results }) =>
  markdownTable([
    [
      'cell (N, H)',
      'weights',
      'step / step with fast weights',
      'model in memory',
      'blob',
      'error after 200 steps',
    ],
    ...results.map(
      ({ cell, inputs, units, weights: kind, type, byFast, residentBytes, blobBytes, error200 }) => [
        `${cell} (${inputs}, ${units})`,
        `${kind}, ${type}`,
        spread(byFast),
        residentBytes === undefined ? '' : bytes(residentBytes),
        blobBytes === undefined ? '' : bytes(blobBytes),
        error200 === undefined ? '' : error200.toExponential(1),
      ],
    ),
  ]);

const show = <Part>(part: Part | undefined, render: (part: Part) => string): string =>
  part === undefined ? 'Not measured.' : render(part);

export interface Section {
  readonly title: string;
  readonly command: string;
  readonly text: (parts: Parts) => string;
}

/** One for each part, whether or not it was measured. */
export const sections: readonly Section[] = [
  { title: 'A step', command: 'npm run bench:step', text: (parts) => show(parts.step, step) },
  { title: 'A control loop', command: 'npm run bench:loop', text: (parts) => show(parts.loop, loop) },
  { title: 'From nothing to a step', command: 'npm run bench:cold', text: (parts) => show(parts.cold, cold) },
  { title: 'Growth', command: 'npm run bench:scale', text: (parts) => show(parts.scale, scale) },
  {
    title: 'Synapses: LTC of ncps, 5 inputs, 19 units, 4 outputs, 6 unfolds',
    command: 'npm run bench:synapses',
    text: (parts) => show(parts.synapses, synapses),
  },
  { title: 'Training', command: 'npm run bench:train', text: (parts) => show(parts.train, train) },
  {
    title: 'Compensated increments',
    command: 'npm run bench:compensation',
    text: (parts) => show(parts.compensation, compensation),
  },
  { title: 'Weights', command: 'npm run bench:weights', text: (parts) => show(parts.weights, weights) },
];
