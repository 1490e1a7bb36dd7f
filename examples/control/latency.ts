/**
 * What a controller takes of each millisecond: a loop at 1 kHz against the clock, in which every tick holds what is
 * missing of the readings of an earlier run and asks the controller for a force. Loops alternate, and an empty one beside
 * them shows which deadlines the host misses: see `bench/loop`.
 */
import { alternateLoops, empty, type LoopResult } from '../../bench/loop/alternate.ts';
import { STATES } from './cart-pole.ts';
import { row } from './matrix.ts';
import { type Controller, HERTZ, type Outcome } from './run.ts';
import { Hold } from './sensors.ts';

/**
 * @param seconds of each loop
 * @returns one result for each controller, in their order, and last that of the empty loop
 */
export function latencies(
  controllers: readonly { readonly name: string; readonly controller: Controller }[],
  replayed: Outcome,
  seconds: number,
): Promise<LoopResult[]> {
  const rows = Array.from({ length: replayed.raw.length / STATES }, (_, t) => row(replayed.raw, t));
  return alternateLoops(
    [
      ...controllers.map(({ name, controller }) => {
        const hold = new Hold();
        const seen = rows.map((raw) => ({ raw, held: hold.last, truth: raw }));
        let t = 0;
        return {
          name,
          work: () => {
            hold.take(rows[t]);
            controller(seen[t]);
            if (++t === rows.length) t = 0;
          },
        };
      }),
      empty,
    ],
    { hertz: HERTZ, seconds },
  );
}
