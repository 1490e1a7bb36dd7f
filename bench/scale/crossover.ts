/** The width from which another engine is as fast: they have a high cost per call and good kernels for large matrices. */
import { type CellName, makeCase, openSession, rowsOf } from '../step/case.ts';
import { alternate, awaited, inProcess, ratioOf, type Spread } from '../step/measure.ts';
import { findPeers, type Peer } from '../step/peers.ts';
import { INPUTS } from './width.ts';

const UNITS = [8, 16, 32, 64, 128, 256, 512];

export interface Crossover {
  readonly cell: CellName;
  readonly inputs: number;
  readonly peer: string;
  readonly version: string;
  /** The peer's step by the interpreter's, paired. */
  readonly points: readonly { readonly units: number; readonly ratio: Spread }[];
  /** The smallest of these widths at which the peer is not slower; null if it is slower at all. */
  readonly units: number | null;
}

async function measure(cell: CellName, peer: Peer): Promise<Crossover> {
  const points: { units: number; ratio: Spread }[] = [];
  for (const units of UNITS) {
    const one = makeCase({ cell, inputs: INPUTS, units });
    const rows = rowsOf(one);
    const session = openSession(one);
    const open = await peer.open(one);
    const times = await alternate(
      new Map([
        ['machine', inProcess((x) => session.step(x, one.dt), rows)],
        ['peer', awaited((x) => open.step(x, one.dt), rows)],
      ]),
      { burstMs: 2, totalMs: 400, warmUpMs: 100, leastSteps: 5 },
    );
    await open.close();
    points.push({ units, ratio: ratioOf(times.get('peer') as number[], times.get('machine') as number[]) });
  }
  const crossed = points.find(({ ratio }) => ratio.median <= 1);
  const { name, version } = peer;
  return { cell, inputs: INPUTS, peer: name, version, points, units: crossed?.units ?? null };
}

export async function measureCrossovers(
  cells: readonly CellName[],
): Promise<readonly Crossover[] | { readonly skipped: string }> {
  const peers = await findPeers();
  if ('skipped' in peers) return peers;
  const results: Crossover[] = [];
  for (const cell of cells)
    for (const peer of peers)
      if (peer.supports(makeCase({ cell, inputs: INPUTS, units: UNITS[0] })))
        results.push(await measure(cell, peer));
  return results;
}
