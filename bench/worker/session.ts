/** What it costs that an isolate has one session for all streams: each step from a snapshot to the next one. */
import { readFileSync } from 'node:fs';
import { loadSync } from '../../src/runtime/index.ts';
import { alternate, inProcess, type Spread, spreadOf } from '../step/measure.ts';

const ROW = [9.1, 140, 0, 1];
const MINUTES = 4.3;
const plan = { burstMs: 1, totalMs: 1000, warmUpMs: 200, leastSteps: 5 };

export interface SessionCost {
  /** ns of a step in a session of its own. */
  readonly own: Spread;
  /** ns of restoring, a step, and a snapshot. */
  readonly shared: Spread;
  readonly snapshotBytes: number;
}

/** In this process, with the greenhouse model. */
export async function sessionCost(): Promise<SessionCost> {
  const model = loadSync(readFileSync('examples/worker/models/greenhouse.mns'));
  const own = model.session({ missing: 'hold' });
  const shared = model.session({ missing: 'hold' });
  let snapshot = shared.snapshot();
  const times = await alternate(
    new Map([
      ['own', inProcess((row: number[]) => own.step(row, MINUTES), [ROW])],
      [
        'shared',
        inProcess(
          (row: number[]) => {
            shared.restore(snapshot);
            shared.step(row, MINUTES);
            snapshot = shared.snapshot();
          },
          [ROW],
        ),
      ],
    ]),
    plan,
  );
  return {
    own: spreadOf(times.get('own')!),
    shared: spreadOf(times.get('shared')!),
    snapshotBytes: snapshot.length,
  };
}
