/** The same start of other engines: script, runtime and an LSTM, to the first step. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../step/case.ts';
import { type ColdStart, coldStart, makeParcel, type RuntimeName } from '../step/cold.ts';
import type { Spread } from '../step/measure.ts';
import { findPeers } from '../step/peers.ts';
import { inTurns, spreadsOf } from './starts.ts';

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

/** Ours first, by the same script. */
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
  const starts = inTurns(
    parcels.map((parcel) => () => coldStart(parcel)),
    processes,
  );
  return starts.map((all) => {
    const [{ name, version, modelBytes, shippedBytesRaw, shippedBytesGzip }] = all;
    return { name, version, modelBytes, shippedBytesRaw, shippedBytesGzip, ...spreadsOf(all, measured) };
  });
}
