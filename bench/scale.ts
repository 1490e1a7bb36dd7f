/**
 * `npm run bench:scale [-- --json]`: measures how the cost of a step grows with the width of an LTC and an LSTM and with
 * the unfolds of an LTC, with the straight line through it: the work is known before the first step, and the cost should
 * be too. The width at which another engine is as fast, where bench/peers is installed. Steps a second over 1 to 10,000
 * streams on one core and on two.
 */
import { isMainThread } from 'node:worker_threads';
import { table } from '../src/charts/table.ts';
import { report, wantsJson } from './run/report.ts';
import { measureCrossovers } from './scale/crossover.ts';
import type { Line } from './scale/line.ts';
import { countSteps, measureThroughput } from './scale/throughput.ts';
import { measureUnfolds } from './scale/unfolds.ts';
import { measureWidth } from './scale/width.ts';
import { show } from './step/measure.ts';

const CELLS = ['ltc', 'lstm'] as const;

const lineOf = ({ intercept, slope, rSquared, worst }: Line, per: string): string =>
  `${intercept.toFixed(0)} ns + ${slope.toPrecision(3)} ns per ${per}, R² ${rSquared.toFixed(4)}; ` +
  `largest residual ${(100 * worst.relative).toFixed(1)} % at ${worst.x.toLocaleString('en')}`;

async function measureAll() {
  const widths = [];
  for (const cell of CELLS) widths.push(await measureWidth(cell));
  const unfolds = await measureUnfolds();
  const throughput = await measureThroughput(process.argv[1]);
  const crossovers = await measureCrossovers(CELLS);
  return { widths, unfolds, throughput, crossovers };
}

function textOf({ widths, unfolds, throughput, crossovers }: Awaited<ReturnType<typeof measureAll>>): string {
  const parts = widths.map(
    ({ cell, inputs, points, line }) =>
      `${table([
        [`${cell}, ${inputs} inputs`, 'multiply-adds', 'ns'],
        ...points.map(({ units, multiplyAdds, nanoseconds }) => [
          `${units} units`,
          multiplyAdds.toLocaleString('en'),
          show(nanoseconds),
        ]),
      ])}\n${lineOf(line, 'multiply-add')}`,
  );
  parts.push(
    `${table([
      [`ltc (${unfolds.inputs}, ${unfolds.units})`, 'ns'],
      ...unfolds.points.map((point) => [`${point.unfolds} unfolds`, show(point.nanoseconds)]),
    ])}\n${lineOf(unfolds.line, 'unfold')}`,
  );
  const { cell, inputs, units, points } = throughput;
  parts.push(
    table([
      [`${cell} (${inputs}, ${units})`, 'threads', 'million steps/s'],
      ...points.map(({ sessions, threads, stepsPerSecond: { median, p10, p90 } }) => [
        `${sessions.toLocaleString('en')} sessions`,
        String(threads),
        show({ median: median / 1e6, p10: p10 / 1e6, p90: p90 / 1e6 }, 3),
      ]),
    ]),
  );
  if ('skipped' in crossovers) parts.push(`other engines: ${crossovers.skipped}`);
  else
    for (const { cell, inputs, peer, version, points, units } of crossovers) {
      const ratios = points.map((point) => `${point.units}: ${point.ratio.median.toPrecision(2)}`).join(', ');
      const where = units === null ? 'not as fast at any of these' : `as fast from ${units} units on`;
      parts.push(`${peer} ${version} / Meniscus, ${cell} of ${inputs} inputs, units: ${ratios}; ${where}`);
    }
  return `\nmedian [p10, p90] of alternating bursts; ns per step\n\n${parts.join('\n\n')}`;
}

if (isMainThread) {
  const json = wantsJson();
  const result = await measureAll();
  report(json, result, () => textOf(result));
} else countSteps();
