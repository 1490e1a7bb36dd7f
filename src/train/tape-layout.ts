/**
 * Where the values of an unrolled network lie: `[parameters | constants | constants for each lane | initial states | immediates |
 * frame 0 | frame 1 | …]`, a frame holding every value of one step, unfolds included, each element as `lanes` numbers side by
 * side. A state before step t *is* the state after step t − 1, so nothing is copied between frames.
 */
import { isLoop, type Schedule } from '../compile/schedule.ts';
import { sizeOf } from '../graph/parameter.ts';
import { lengthOf, operands, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import type { Forcing } from './tape-operations.ts';

export interface Layout {
  /** Trained numbers: the head of the values. */
  readonly parameters: number;
  /** Where frame 0 begins. */
  readonly frames: number;
  readonly frameSize: number;
  /** Numbers that are there from the start: constants and immediates. */
  readonly numbers: readonly (readonly [at: number, numbers: ArrayLike<number>])[];
  /** Of each state; `from` is where the numbers lie that it starts from, null if it starts at 0. */
  readonly initialStates: readonly {
    readonly address: number;
    readonly length: number;
    readonly from: number | null;
  }[];
  /** Parameters, constants and initial states. */
  readonly fixed: ReadonlyMap<Value, number>;
  /** The copies of constants that have one for each lane. */
  readonly laned: ReadonlyMap<Value, number>;
  readonly immediates: ReadonlyMap<number, number>;
  /** @param unfold of a value in a loop; by default the last */
  address(value: Value, step: number, unfold?: number): number;
}

/** What lies before the frames, in the order of its places. */
class Head {
  readonly fixed = new Map<Value, number>();
  readonly laned = new Map<Value, number>();
  readonly immediates = new Map<number, number>();
  readonly numbers: [at: number, numbers: ArrayLike<number>][] = [];
  top = 0;

  place(map: Map<Value, number>, value: Value, copies: number): number {
    const at = this.top;
    map.set(value, at);
    this.top += lengthOf(value) * copies;
    return at;
  }

  /** The parameters of a network, also those that nothing reads. */
  parameters({ parameters }: Network, constants: readonly Value[]): void {
    const readAs = new Map(
      constants.flatMap((v) => (v.source.kind === 'parameter' ? [[v.source.parameter.name, v]] : [])),
    );
    for (const parameter of parameters) {
      const value = readAs.get(parameter.name);
      if (value) this.fixed.set(value, this.top);
      this.top += sizeOf(parameter.shape);
    }
  }

  constants(constants: readonly Value[]): void {
    for (const value of constants) {
      if (value.source.kind === 'parameter') continue;
      const at = this.place(this.fixed, value, 1);
      if (value.source.kind === 'constant') this.numbers.push([at, value.source.data]);
    }
  }

  immediate(m: number): void {
    if (this.immediates.has(m)) return;
    this.numbers.push([this.top, [m]]);
    this.immediates.set(m, this.top++);
  }
}

/**
 * Gives everything its place.
 * @param roots what has to be computed
 */
export function layOut(
  network: Network,
  plan: Schedule,
  lanes: number,
  roots: readonly Value[],
  forcing?: Forcing,
): Layout {
  const flat = plan.step.flatMap((item) => (isLoop(item) ? item.body : [item]));
  const head = new Head();
  head.parameters(network, plan.constants);
  const parameters = head.top;
  head.constants(plan.constants);
  if (lanes > 1) for (const value of readBySteps(flat, roots)) head.place(head.laned, value, lanes);
  const initialStates = network.states.map(({ before, initial }) => ({
    address: head.place(head.fixed, before, lanes),
    length: lengthOf(before) * lanes,
    from: initial ? ((head.laned.get(initial) ?? head.fixed.get(initial)) as number) : null,
  }));
  for (const mask of network.masks) head.place(head.fixed, mask, lanes);
  if (forcing) head.immediate(forcing.alpha);
  for (const { source } of [...plan.constants, ...flat]) {
    if (source.kind === 'op') head.immediate(source.attributes.immediate ?? 0);
    if (source.kind === 'substep') head.immediate(1 / source.of.count);
  }
  const { fixed, laned, immediates, numbers, top: frames } = head;
  const { local, frameSize } = frameOf(network, flat, lanes);

  const after = new Map(network.states.map((s) => [s.before, s.after]));
  const address = (value: Value, step: number, unfold?: number): number => {
    const { source } = value;
    if (value.region === 'constant') return (laned.get(value) ?? fixed.get(value)) as number;
    if (source.kind === 'state')
      return step === 0 ? (fixed.get(value) as number) : address(after.get(value) as Value, step - 1);
    if (source.kind === 'mask') return fixed.get(value) as number;
    if (source.kind === 'result') return address(source.of.next, step);
    const i = unfold ?? (value.loop ? value.loop.count - 1 : 0);
    if (source.kind === 'carried')
      return i === 0 ? address(source.of.initial, step) : address(source.of.next, step, i - 1);
    const shift = value.loop && source.kind === 'op' ? i * lengthOf(value) * lanes : 0;
    return frames + step * frameSize + (local.get(value) as number) + shift;
  };
  return { parameters, frames, frameSize, numbers, initialStates, fixed, laned, immediates, address };
}

/** Places in a frame: inputs, interval, and every value of a step, in each unfold. */
function frameOf({ input, dt }: Network, flat: readonly Value[], lanes: number) {
  const local = new Map<Value, number>();
  let frameSize = 0;
  const place = (value: Value, copies: number): void => {
    local.set(value, frameSize);
    frameSize += lengthOf(value) * lanes * copies;
  };
  place(input, 1);
  place(dt, 1);
  for (const value of flat) {
    const { kind } = value.source;
    if (kind === 'op' || kind === 'substep') place(value, kind === 'op' ? (value.loop?.count ?? 1) : 1);
  }
  return { local, frameSize };
}

/** The constants that a step reads other than as a matrix that all lanes share. */
function readBySteps(flat: readonly Value[], roots: readonly Value[]): Set<Value> {
  const read = [...roots];
  for (const value of flat) {
    const shared = value.source.kind === 'op' ? (value.source.op.sharedOperands ?? 0) : 0;
    read.push(...operands(value).slice(shared));
  }
  return new Set(read.filter((value) => value.region === 'constant'));
}
