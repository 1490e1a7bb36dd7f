/** What a tick does: a step of one stream, a step of the next of many, a step of another engine. */
import { loadSync } from '../../src/runtime/index.ts';
import { type Case, openSession, rowsOf } from '../step/case.ts';
import type { Peer } from '../step/peers.ts';
import type { Contender } from './alternate.ts';
import { roomyMachine } from './roomy.ts';

export function oneSession(one: Case, name: string): Contender {
  const rows = rowsOf(one);
  const session = openSession(one);
  const { dt } = one;
  let t = 0;
  return {
    name,
    work: () => {
      session.step(rows[t], dt);
      if (++t === rows.length) t = 0;
    },
  };
}

/** As many streams over one model; each tick steps the next, so that their states do not stay in the nearest cache. */
export function manySessions(one: Case, count: number, name: string): Contender {
  const rows = rowsOf(one);
  const model = loadSync(one.blob, { interpreter: roomyMachine() });
  const sessions = Array.from({ length: count }, () => model.session());
  const { dt } = one;
  let t = 0;
  let next = 0;
  return {
    name,
    work: () => {
      sessions[next].step(rows[t], dt);
      if (++next === count) next = 0;
      if (++t === rows.length) t = 0;
    },
  };
}

export async function peerSession(peer: Peer, one: Case): Promise<Contender> {
  const rows = rowsOf(one);
  const open = await peer.open(one);
  const { dt } = one;
  let t = 0;
  return {
    name: `${peer.name} ${peer.version}`,
    awaited: () => {
      const row = rows[t];
      if (++t === rows.length) t = 0;
      return open.step(row, dt);
    },
    stop: () => open.close(),
  };
}
