/** What a tick does: a step of one stream, a step of the next of many, a step of another engine. */
import { loadSync } from '../../src/runtime/index.ts';
import { type Case, openSession, rowsOf } from '../step/case.ts';
import type { Peer } from '../step/peers.ts';
import type { Contender } from './alternate.ts';
import { roomyMachine } from './roomy.ts';

/** The inputs of the next step, round and round. */
function rowsInTurn(one: Case): () => Float64Array {
  const rows = rowsOf(one);
  let t = 0;
  return () => {
    const row = rows[t];
    if (++t === rows.length) t = 0;
    return row;
  };
}

export function oneSession(one: Case, name: string): Contender {
  const session = openSession(one);
  const row = rowsInTurn(one);
  return { name, work: () => session.step(row(), one.dt) };
}

/** As many streams over one model; each tick steps the next, so that their states do not stay in the nearest cache. */
export function manySessions(one: Case, count: number, name: string): Contender {
  const model = loadSync(one.blob, { interpreter: roomyMachine() });
  const sessions = Array.from({ length: count }, () => model.session());
  const row = rowsInTurn(one);
  let next = 0;
  return {
    name,
    work: () => {
      sessions[next].step(row(), one.dt);
      if (++next === count) next = 0;
    },
  };
}

export async function peerSession(peer: Peer, one: Case): Promise<Contender> {
  const open = await peer.open(one);
  const row = rowsInTurn(one);
  return {
    name: `${peer.name} ${peer.version}`,
    awaited: () => open.step(row(), one.dt),
    stop: () => open.close(),
  };
}
