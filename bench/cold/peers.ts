/** The same start of other engines: script, runtime and an LSTM, to the first step. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../step/case.ts';
import { type ColdStart, coldStart, makeParcel, type RuntimeName } from '../step/cold.ts';
import { type Spread, spreadOf } from '../step/measure.ts';
import { findPeers } from '../step/peers.ts';

const measured = [
  'msLoad',
  'msOpen',
  'msStep',
  'msToFirstStep',
  'rss',
  'rssBefore',
  'wasmMemoryBytes',
] as const;

export type PeerStarts = { readonly [key in (typeof measured)[number]]: Spread } & Pick<
  ColdStart,
  'name' | 'version' | 'modelBytes' | 'shippedBytesRaw' | 'shippedBytesGzip'
>;

/** Ours first, by the same script. The first start of each is not counted. */
export async function peerStarts(
  one: Case,
  folder: string,
  processes: number,
): Promise<readonly PeerStarts[] | { readonly skipped: string }> {
  const peers = await findPeers();
  if ('skipped' in peers) return peers;
  const names = ['meniscus', ...peers.filter((peer) => peer.supports(one)).map(({ name }) => name)];
  const parcels = names.map((name) => {
    const own = join(folder, name);
    mkdirSync(own);
    return makeParcel(name as RuntimeName, one, own);
  });
  const starts: ColdStart[][] = parcels.map(() => []);
  for (let i = -1; i < processes; i++)
    parcels.forEach((parcel, which) => {
      const start = coldStart(parcel);
      if (i >= 0) starts[which].push(start);
    });
  return starts.map((all) => {
    const [{ name, version, modelBytes, shippedBytesRaw, shippedBytesGzip }] = all;
    const spreads = measured.map((key) => [key, spreadOf(all.map((start) => start[key]))]);
    return { name, version, modelBytes, shippedBytesRaw, shippedBytesGzip, ...Object.fromEntries(spreads) };
  });
}
