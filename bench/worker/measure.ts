/** Slices of every load, from outside, over servers that save in different ways. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tailOf } from '../loop/tail.ts';
import { type Spread, spreadOf } from '../step/measure.ts';
import { Client, residentBytes, type Slice } from './load.ts';
import { contenders, firstReadings, type Load, loads, STREAMS } from './loads.ts';
import { bundleWorker, type Server, serve } from './serve.ts';

/** Spreads are those of the slices. */
export interface Result {
  readonly name: string;
  readonly saved: string;
  readonly connections: number;
  /** Of a request. */
  readonly readings: number;
  /** In all. */
  readonly requests: number;
  readonly perSecond: Spread;
  /** Requests by the processor time of workerd. */
  readonly perCore: Spread;
  /** Of an answer, ns. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** Of all answers. */
  readonly max: number;
}

export interface Measured {
  readonly results: readonly Result[];
  /** Of workerd, bytes: before the first stream, and with all in memory. */
  readonly resident: { readonly empty: number; readonly full: number };
}

/**
 * @param root of the repository
 * @param folder for the storage of the servers
 * @param seconds of a slice
 */
export async function measure(
  root: string,
  folder: string,
  rounds: number,
  seconds: number,
): Promise<Measured> {
  const servers: Server[] = [];
  try {
    for (const { variables } of contenders) {
      const own = mkdtempSync(join(folder, 'saved-'));
      await bundleWorker(root, own);
      servers.push(await serve(root, own, variables));
    }
    const empty = residentBytes(servers[0].pid);
    const first: Slice[] = [];
    for (const server of servers) first.push(await warmUp(server));
    const full = residentBytes(servers[0].pid);
    const slices = loads.map(() => servers.map((): Slice[] => []));
    for (let round = 0; round < rounds; round++)
      for (const [l, load] of loads.entries())
        for (const [s, server] of servers.entries()) slices[l][s].push(await slice(server, load, seconds));
    const results = contenders.map(({ saved }, s) => resultOf(firstReadings, saved, [first[s]]));
    for (const [l, load] of loads.entries())
      results.push(...contenders.map(({ saved }, s) => resultOf(load, saved, slices[l][s])));
    return { results, resident: { empty, full } };
  } finally {
    for (const server of servers) await server.stop('SIGTERM');
  }
}

/** Makes every stream, which is measured; then all the loads, for the engine to compile what it will. */
async function warmUp(server: Server): Promise<Slice> {
  const client = new Client(server, firstReadings.connections);
  let left = STREAMS;
  const made = await client.send(firstReadings.next, () => left-- > 0);
  client.close();
  for (const load of loads) await slice(server, load, 1);
  return made;
}

async function slice(server: Server, { connections, next }: Load, seconds: number): Promise<Slice> {
  const client = new Client(server, connections);
  const end = performance.now() + 1000 * seconds;
  try {
    return await client.send(next, () => performance.now() < end);
  } finally {
    client.close();
  }
}

function resultOf({ name, connections, readings }: Load, saved: string, slices: readonly Slice[]): Result {
  const over = (figure: (slice: Slice) => number): Spread => spreadOf(slices.map(figure));
  const tails = slices.map(({ nanoseconds }) => tailOf(Float64Array.from(nanoseconds)));
  return {
    name,
    saved,
    connections,
    readings,
    requests: slices.reduce((sum, { nanoseconds }) => sum + nanoseconds.length, 0),
    perSecond: over(({ nanoseconds, seconds }) => nanoseconds.length / seconds),
    perCore: over(({ nanoseconds, serverSeconds }) => nanoseconds.length / serverSeconds),
    p50: spreadOf(tails.map(({ p50 }) => p50)),
    p99: spreadOf(tails.map(({ p99 }) => p99)),
    max: Math.max(...tails.map(({ max }) => max)),
  };
}
