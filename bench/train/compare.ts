/** Short bursts of all trainers, alternating: what the computer does meanwhile, it does to all of them. */
import { ratioOf, type Spread, spreadOf } from '../step/measure.ts';
import { ourUpdates, type TrainingCase, type Updates } from './case.ts';
import { installedPeers, openPeer } from './peers.ts';

export interface Comparison extends TrainingCase {
  readonly milliseconds: Spread;
  readonly peers: readonly {
    readonly name: string;
    readonly version: string;
    /** Of an update. */
    readonly milliseconds: Spread;
    /** Theirs divided by ours, of the same round. */
    readonly ratio: Spread;
  }[];
}

/** Rounds, and about how long a burst lasts. A peer whose update lasts longer gets one update a round, and fewer rounds. */
const ROUNDS = 20;
const SLOW_ROUNDS = 5;
const BURST_MS = 150;

interface Contender {
  readonly updates: Updates;
  readonly count: number;
  readonly times: number[];
}

/** Warms a trainer up and finds how many updates fill a burst. */
async function contender(updates: Updates): Promise<Contender> {
  await updates(1);
  const once = await updates(1);
  const count = Math.max(1, Math.round(BURST_MS / once));
  if (count > 1) await updates(3 * count);
  return { updates, count, times: [] };
}

export async function compare(one: TrainingCase): Promise<Comparison> {
  const peers = installedPeers();
  const open = await Promise.all(peers.map((peer) => openPeer(peer, one)));
  const ours = await contender(ourUpdates(one));
  const theirs: Contender[] = [];
  for (const { updates } of open) theirs.push(await contender(updates));
  for (let round = 0; round < ROUNDS; round++) {
    const all = [ours, ...theirs].filter(({ count }) => count > 1 || round < SLOW_ROUNDS);
    for (const { updates, count, times } of round % 2 ? all : all.reverse())
      times.push((await updates(count)) / count);
  }
  for (const peer of open) peer.close();
  return {
    ...one,
    milliseconds: spreadOf(ours.times),
    peers: theirs.map(({ times }, i) => ({
      name: peers[i].name,
      version: open[i].version,
      milliseconds: spreadOf(times),
      ratio: ratioOf(times, ours.times),
    })),
  };
}
