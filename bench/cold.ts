/**
 * `npm run bench:cold [-- --json]`: what is fetched, and how long from nothing to a first step, each start in a fresh
 * process: import of the minified runtime, compilation of the interpreter, instantiation and load of HLLN-1,644 in 8-bit
 * weights (models/hlln-lorenz96.mns), first step; the memory that it then has. Files are in memory before. Then the same
 * with an LSTM of 8 inputs and 32 units against other engines, where bench/peers is installed.
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../src/charts/table.ts';
import { peerStarts } from './cold/peers.ts';
import { interpreters, minifiedRuntime } from './cold/shipped.ts';
import { alternateStarts } from './cold/starts.ts';
import { inFolder, report, wantsJson } from './run/report.ts';
import { makeCase } from './step/case.ts';
import { type Spread, show } from './step/measure.ts';

const MODEL = 'models/hlln-lorenz96.mns';
const PROCESSES = 25;
const PEER_PROCESSES = 15;

const json = wantsJson();

async function measure(folder: string) {
  const { bytes, shipped } = await minifiedRuntime();
  const runtime = join(folder, 'runtime.mjs');
  writeFileSync(runtime, bytes);
  const [apart, inside] = alternateStarts(
    ['build/simd.wasm', 'inside'].map((machine) => ({ runtime, blob: MODEL, machine })),
    PROCESSES,
  );
  return {
    processes: PROCESSES,
    shipped: [...interpreters(), shipped],
    model: { name: 'HLLN-1,644, q8', blobBytes: statSync(MODEL).size },
    apart,
    inside,
    peers: await peerStarts(makeCase({ cell: 'lstm', inputs: 8, units: 32 }), folder, PEER_PROCESSES),
  };
}

const ms = (spread: Spread): string => show(spread, 2);
const bytes = (count: number): string => count.toLocaleString('en');
const megabytes = ({ median }: Spread): string => `${(median / 1e6).toFixed(1)} MB`;

function textOf({ shipped, model, apart, inside, peers }: Awaited<ReturnType<typeof measure>>): string {
  const sizes = table([
    ['shipped, bytes', 'raw', 'gzip'],
    ...shipped.map(({ name, raw, gzip }) => [name, bytes(raw), bytes(gzip)]),
  ]);
  const starts = table([
    ['', 'import', 'compile', 'instantiate, load', 'ready', 'first step'],
    ...[
      { name: 'interpreter compiled from its file', starts: apart },
      { name: 'interpreter decoded from the runtime', starts: inside },
    ].map(({ name, starts: { import: imported, compile, load, ready, firstStep } }) => [
      name,
      ...[imported, compile, load, ready, firstStep].map(ms),
    ]),
  ]);
  const memory =
    `blob ${bytes(model.blobBytes)} B, model ${bytes(inside.residentBytes.median)} B, a session ` +
    `${bytes(inside.sessionBytes.median)} B, all linear memory ${bytes(inside.wasmBytes.median)} B; resident set ` +
    `${megabytes(inside.residentSet)}, of which Node ${megabytes(inside.residentBefore)}`;
  const others =
    'skipped' in peers
      ? `other engines: ${peers.skipped}`
      : table([
          [
            'LSTM (8, 32)',
            'gzip, bytes',
            'script, ms',
            'open',
            'first step',
            'in all',
            'resident set',
            'linear memory',
          ],
          ...peers.map((one) => [
            `${one.name} ${one.version}`,
            bytes(one.shippedBytesGzip),
            ...[one.msLoad, one.msOpen, one.msStep, one.msToFirstStep].map(ms),
            megabytes(one.rss),
            megabytes(one.wasmMemoryBytes),
          ]),
        ]);
  const title = `${model.name}, ms, median [p10, p90] of ${PROCESSES} processes`;
  return `\n\n${[sizes, title, starts, memory, others].join('\n\n')}`;
}

const result = await inFolder('cold', measure);
report(json, result, () => textOf(result));
