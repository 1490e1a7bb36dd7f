/**
 * `npm run bench:worker [-- --json] [-- --seconds 2] [-- --rounds 7]`: requests per second and how long an answer takes,
 * from outside, of examples/worker in a local workerd: 1,000 streams of the greenhouse model, saved before each answer, or
 * after 1,000 readings or 5 s, whichever is sooner. workerd serves with one thread, beside this process, which sends.
 * Slices of all loads alternate, and a figure is the median of its slices. Deployed Workers stop their clock while they
 * compute, so nothing is measured inside. Linux only, with the hosts that `npm ci --prefix test/runtimes` installs.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../src/charts/table.ts';
import { inFolder, jsonOption, positive, report, wholePositive } from './run/report.ts';
import type { Spread } from './step/measure.ts';
import { STREAMS } from './worker/loads.ts';
import { type Measured, measure } from './worker/measure.ts';
import { WORKERD, workerdVersion } from './worker/serve.ts';
import { type SessionCost, sessionCost } from './worker/session.ts';

const { values } = parseArgs({
  options: {
    ...jsonOption,
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '7' },
  },
});
const seconds = positive('--seconds', values.seconds);
const rounds = wholePositive('--rounds', values.rounds);
if (!existsSync(WORKERD))
  throw new Error(`${WORKERD} is missing: npm ci --prefix test/runtimes installs it, on Linux`);

const count = (value: number): string => Math.round(value).toLocaleString('en');
const milliseconds = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(2);
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const spread = ({ median, p10, p90 }: Spread, show: (value: number) => string): string =>
  `${show(median)} [${show(p10)}, ${show(p90)}]`;

function textOf({ results, resident }: Measured, session: SessionCost): string {
  return [
    `, ${workerdVersion('.')}`,
    `${count(STREAMS)} streams; medians [p10, p90] of ${rounds} slices of ${seconds} s, alternating\n`,
    table([
      ['', 'saved', 'connections', 'requests/s', 'by its own time', 'p50, ms', 'p99, ms', 'max, ms'],
      ...results.map(({ name, saved, connections, perSecond, perCore, p50, p99, max }) => [
        name,
        saved,
        String(connections),
        spread(perSecond, count),
        spread(perCore, count),
        milliseconds(p50.median),
        spread(p99, milliseconds),
        milliseconds(max),
      ]),
    ]),
    `\nresident: ${megabytes(resident.empty)} before the first stream, ${megabytes(resident.full)} with all in memory`,
    `a step in a session of its own ${count(session.own.median)} ns, from a snapshot of ${session.snapshotBytes} B to the ` +
      `next one ${count(session.shared.median)} ns`,
  ].join('\n');
}

const measured = await inFolder('worker', (folder) => measure(process.cwd(), folder, rounds, seconds));
const session = await sessionCost();
report(values.json, { workerd: workerdVersion('.'), rounds, seconds, ...measured, session }, () =>
  textOf(measured, session),
);
