/**
 * `npm run bench:loop [-- --json] [-- --seconds 10]`: a control loop at 1, 4 and 10 kHz. Each tick steps an LTC of 4
 * inputs and 32 units with 6 unfolds; one loop has one stream, another 1,000 over one model. An empty loop runs beside
 * them in the same process, slices alternating: the deadlines that it misses are the host's. Loops wait by reading the
 * clock, on one core. Then the same at 1 kHz with an LSTM against other engines, where bench/peers is installed.
 */
import { parseArgs } from 'node:util';
import { table } from '../src/charts/table.ts';
import { alternateLoops, empty, type LoopResult } from './loop/alternate.ts';
import { costOfReading } from './loop/clock.ts';
import { manySessions, oneSession, peerSession } from './loop/contenders.ts';
import { jsonOption, positive, report } from './run/report.ts';
import { makeCase } from './step/case.ts';
import { findPeers } from './step/peers.ts';

const RATES = [1_000, 4_000, 10_000];
const PEER_SECONDS = 0.3;

const { values } = parseArgs({
  options: { ...jsonOption, seconds: { type: 'string', default: '10' } },
});
const seconds = positive('--seconds', values.seconds);

/** ns in a unit that suits them. */
const time = (ns: number): string =>
  ns < 9_950
    ? `${Math.round(ns)} ns`
    : ns < 995_000
      ? `${(ns / 1e3).toFixed(1)} µs`
      : `${(ns / 1e6).toFixed(1)} ms`;

const show = (results: readonly LoopResult[]): string =>
  table([
    [
      '',
      'ticks',
      'missed: own',
      "host's",
      'step p50',
      'p99',
      'p99.9',
      'max',
      'tick p50',
      'p99',
      'p99.9',
      'max',
    ],
    ...results.map(({ name, hertz, ticks, missed, work, whole }) => [
      `${hertz / 1000} kHz, ${name}`,
      ticks.toLocaleString('en'),
      String(missed.own),
      String(missed.host),
      ...[work, whole].flatMap(({ p50, p99, p999, max }) => [p50, p99, p999, max].map(time)),
    ]),
  ]);

const ltc = makeCase({ cell: 'ltc', inputs: 4, units: 32 });
const results: LoopResult[] = [];
for (const hertz of RATES)
  results.push(
    ...(await alternateLoops(
      [empty, oneSession(ltc, 'LTC (4, 32)'), manySessions(ltc, 1000, 'LTC (4, 32), 1,000 sessions')],
      { hertz, seconds },
    )),
  );

const lstm = makeCase({ cell: 'lstm', inputs: 8, units: 32 });
const found = await findPeers();
const peers =
  'skipped' in found
    ? found
    : {
        results: await alternateLoops(
          [
            empty,
            oneSession(lstm, 'LSTM (8, 32), Meniscus'),
            ...(await Promise.all(
              found.filter((peer) => peer.supports(lstm)).map((peer) => peerSession(peer, lstm)),
            )),
          ],
          { hertz: 1_000, seconds: PEER_SECONDS * seconds },
        ),
      };

const reading = costOfReading();
report(
  values.json,
  { seconds, clockNanoseconds: reading, results, peers },
  () =>
    `\n${seconds} s of each loop, one core, waiting by reading the clock (${Math.round(reading)} ns a reading)\n\n` +
    `${show(results)}\n\n${'skipped' in peers ? `other engines: ${peers.skipped}` : show(peers.results)}`,
);
