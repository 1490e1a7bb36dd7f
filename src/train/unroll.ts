import { isLoop, schedule } from '../compile/schedule.ts';
import { A, K as K_FIELD, LANES, M, N, OP, type Op, OUT, RECORD, SPARED } from '../graph/op.ts';
import { sizeOf } from '../graph/parameter.ts';
import { lengthOf, operands, sizes, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { scaleOp } from '../ops/index.ts';
import { sparedElements } from './spared.ts';
import { type Forcing, interpolate, spread } from './tape-operations.ts';

type Rules = Pick<Op, 'forward' | 'backward'>;

/** A model unrolled over steps: where every value lies, and the records that compute them. */
export interface Unrolled {
  /** Length of the array of values, and of that of gradients. */
  readonly size: number;
  /** Trained numbers: the head of the values. */
  readonly parameters: number;
  /** Where frame 0 begins. */
  readonly frames: number;
  readonly frameSize: number;
  /** Numbers that are there from the start: constants and immediates. */
  readonly numbers: readonly (readonly [at: number, numbers: ArrayLike<number>])[];
  readonly initialStates: readonly { readonly address: number; readonly length: number }[];
  /** What the field OP of the records counts; where `back` is false, no gradient leads to a parameter. */
  readonly rules: readonly { readonly op: Rules; readonly back: boolean }[];
  /** Records that depend on parameters only, and those that give each lane its copy of a constant. */
  readonly constantRecords: Int32Array;
  readonly spreads: Int32Array;
  /** Records of all steps, as many of each. */
  readonly records: Int32Array;
  /** @param unfold of a value in a loop; by default the last */
  address(value: Value, step: number, unfold?: number): number;
  /** Where a constant is computed, before lanes get their copies; undefined for one that no step needs. */
  constantAddress(value: Value): number | undefined;
}

/**
 * Plans a model over `steps` steps of `lanes` sequences.
 *
 * Values: `[parameters | constants | constants for each lane | initial states | immediates | frame 0 | frame 1 | …]`, a
 * frame holding every value of one step, unfolds included, each element as `lanes` numbers side by side. A state before
 * step t *is* the state after step t − 1, so nothing is copied between frames.
 */
export function unroll(
  network: Network,
  steps: number,
  lanes: number,
  also: readonly Value[],
  forcing?: Forcing,
): Unrolled {
  const after = new Map(network.states.map((s) => [s.before, s.after]));
  const roots = [network.output, network.prediction, ...after.values(), ...also];
  const plan = schedule(roots);
  const flat = plan.step.flatMap((item) => (isLoop(item) ? item.body : [item]));
  const numbers: [at: number, numbers: ArrayLike<number>][] = [];
  let top = 0;
  const place = (map: Map<Value, number>, value: Value, copies: number): number => {
    const at = top;
    map.set(value, at);
    top += lengthOf(value) * copies;
    return at;
  };

  const fixed = new Map<Value, number>();
  const parameterOf = new Map(
    plan.constants.flatMap((v) => (v.source.kind === 'parameter' ? [[v.source.parameter.name, v]] : [])),
  );
  for (const parameter of network.parameters) {
    const value = parameterOf.get(parameter.name);
    if (value) fixed.set(value, top);
    top += sizeOf(parameter.shape);
  }
  const parameters = top;
  for (const value of plan.constants) {
    if (value.source.kind === 'parameter') continue;
    const at = place(fixed, value, 1);
    if (value.source.kind === 'constant') numbers.push([at, value.source.data]);
  }
  const laned = new Map<Value, number>();
  if (lanes > 1) for (const value of readBySteps(flat, roots)) place(laned, value, lanes);
  const initialStates = network.states.map(({ before }) => ({
    address: place(fixed, before, lanes),
    length: lengthOf(before) * lanes,
  }));
  const immediates = new Map<number, number>();
  const immediate = (m: number): number => {
    let at = immediates.get(m);
    if (at === undefined) {
      at = top++;
      immediates.set(m, at);
      numbers.push([at, [m]]);
    }
    return at;
  };
  if (forcing) immediate(forcing.alpha);
  for (const { source } of [...plan.constants, ...flat]) {
    if (source.kind === 'op') immediate(source.attributes.immediate ?? 0);
    if (source.kind === 'substep') immediate(1 / source.of.count);
  }

  const frames = top;
  top = 0;
  const local = new Map<Value, number>();
  place(local, network.input, lanes);
  place(local, network.dt, lanes);
  for (const value of flat) {
    const { kind } = value.source;
    if (kind === 'op' || kind === 'substep')
      place(local, value, lanes * (kind === 'op' ? (value.loop?.count ?? 1) : 1));
  }
  const frameSize = top;

  const address = (value: Value, step: number, unfold?: number): number => {
    const { source } = value;
    if (value.region === 'constant') return (laned.get(value) ?? fixed.get(value)) as number;
    if (source.kind === 'state')
      return step === 0 ? (fixed.get(value) as number) : address(after.get(value) as Value, step - 1);
    if (source.kind === 'result') return address(source.of.next, step);
    const i = unfold ?? (value.loop ? value.loop.count - 1 : 0);
    if (source.kind === 'carried')
      return i === 0 ? address(source.of.initial, step) : address(source.of.next, step, i - 1);
    const shift = value.loop && source.kind === 'op' ? i * lengthOf(value) * lanes : 0;
    return frames + step * frameSize + (local.get(value) as number) + shift;
  };

  const rules: { op: Rules; back: boolean }[] = [];
  const index = (op: Rules, back: boolean): number => {
    const found = rules.findIndex((rule) => rule.op === op && rule.back === back);
    return found >= 0 ? found : rules.push({ op, back }) - 1;
  };
  const spared = sparedElements(forcing && network.input);
  const leads = (value: Value): boolean => spared(value) < lengthOf(value);
  const record = (into: number[], value: Value, step: number, unfold?: number): void => {
    const { source, region } = value;
    const copies = region === 'constant' ? 1 : lanes;
    const r = new Array<number>(RECORD).fill(0);
    r[LANES] = copies;
    if (source.kind === 'op') {
      const { op, inputs, attributes } = source;
      const { n, k } = sizes(value);
      r[OP] = index(op, leads(value));
      r[OUT] = region === 'constant' ? (fixed.get(value) as number) : address(value, step, unfold);
      r[N] = n * copies;
      r[K_FIELD] = k * copies;
      inputs.forEach((input, j) => {
        const one = region === 'constant' || j < (op.sharedOperands ?? 0);
        const inner = input.loop && input.loop === value.loop ? unfold : undefined;
        r[A + j] = one ? (fixed.get(input) as number) : address(input, step, inner);
      });
      r[M] = immediate(attributes.immediate ?? 0);
      if (inputs.length > 1) r[SPARED] = spared(inputs[1]);
    } else if (source.kind === 'substep') {
      if (unfold) return;
      r[OP] = index(scaleOp, leads(value));
      r[OUT] = address(value, step, unfold);
      r[N] = lanes;
      r[A] = address(source.of.dt, step);
      r[M] = immediate(1 / source.of.count);
    } else return;
    into.push(...r);
  };
  const constantRecords: number[] = [];
  for (const value of plan.constants) record(constantRecords, value, 0);
  const spreads: number[] = [];
  for (const [value, at] of laned) {
    const r = new Array<number>(RECORD).fill(0);
    r[OP] = index(spread, leads(value));
    r[OUT] = at;
    r[N] = lengthOf(value);
    r[A] = fixed.get(value) as number;
    r[LANES] = lanes;
    spreads.push(...r);
  }
  const feed = (into: number[], step: number, { alpha, from }: Forcing): void => {
    const r = new Array<number>(RECORD).fill(0);
    r[OP] = index(interpolate, true);
    r[OUT] = address(network.input, step);
    r[A] = address(network.output, Math.max(0, step - 1));
    r[N] = step < from ? 0 : lengthOf(network.input) * lanes;
    r[M] = immediate(alpha);
    r[LANES] = lanes;
    into.push(...r);
  };
  const records: number[] = [];
  for (let step = 0; step < steps; step++) {
    if (forcing) feed(records, step, forcing);
    for (const item of plan.step) {
      if (!isLoop(item)) record(records, item, step);
      else
        for (let unfold = 0; unfold < item.loop.count; unfold++)
          for (const value of item.body) record(records, value, step, unfold);
    }
  }
  return {
    size: frames + steps * frameSize,
    parameters,
    frames,
    frameSize,
    numbers,
    initialStates,
    rules,
    constantRecords: Int32Array.from(constantRecords),
    spreads: Int32Array.from(spreads),
    records: Int32Array.from(records),
    address,
    constantAddress: (value) => fixed.get(value),
  };
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
