import { isLoop, schedule } from '../compile/schedule.ts';
import type { Op } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { type Layout, layOut } from './tape-layout.ts';
import type { Forcing } from './tape-operations.ts';
import { Recorder } from './tape-records.ts';

/** A network unrolled over steps: where every value lies, and the records that compute them. */
export interface Unrolled
  extends Pick<Layout, 'parameters' | 'frames' | 'frameSize' | 'numbers' | 'initialStates' | 'address'> {
  readonly steps: number;
  /** Length of the array of values, and of that of gradients. */
  readonly size: number;
  /** What the field OP of the records counts; where `back` is false, no gradient leads to a parameter. */
  readonly rules: readonly { readonly op: Pick<Op, 'forward' | 'backward'>; readonly back: boolean }[];
  /** Records that depend on parameters only, and those that give each lane its copy of a constant. */
  readonly constantRecords: Int32Array;
  readonly spreads: Int32Array;
  /** Records of all steps, as many of each. */
  readonly records: Int32Array;
  /** Where a constant is computed, before lanes get their copies; undefined for one that no step needs. */
  constantAddress(value: Value): number | undefined;
}

/** Plans a network over `steps` steps of `lanes` sequences. */
export function unroll(
  network: Network,
  steps: number,
  lanes: number,
  also: readonly Value[],
  forcing?: Forcing,
): Unrolled {
  const ofStates = network.states.flatMap(({ after, initial }) => (initial ? [after, initial] : [after]));
  const roots = [network.output, network.prediction, ...ofStates, ...also];
  const plan = schedule(roots);
  const layout = layOut(network, plan, lanes, roots, forcing);
  const recorder = new Recorder(network, layout, lanes, forcing !== undefined);
  const constantRecords: number[] = [];
  for (const value of plan.constants) recorder.value(constantRecords, value, 0);
  const spreads: number[] = [];
  for (const [value, at] of layout.laned) recorder.spread(spreads, value, at);
  const records: number[] = [];
  for (let step = 0; step < steps; step++) {
    if (forcing) recorder.feed(records, step, forcing);
    for (const item of plan.step) {
      if (!isLoop(item)) recorder.value(records, item, step);
      else
        for (let unfold = 0; unfold < item.loop.count; unfold++)
          for (const value of item.body) recorder.value(records, value, step, unfold);
    }
  }
  return {
    ...layout,
    steps,
    size: layout.frames + steps * layout.frameSize,
    rules: recorder.rules,
    constantRecords: Int32Array.from(constantRecords),
    spreads: Int32Array.from(spreads),
    records: Int32Array.from(records),
    constantAddress: (value) => layout.fixed.get(value),
  };
}
