import { MAX_ARENA_BYTES } from '../../assembly/layout.ts';
import { type Loop, lengthOf, type Value } from '../graph/value.ts';
import type { Model } from './model.ts';
import { isLoop, type Schedule } from './schedule.ts';

/** Where an operand lies: bytes from the start of the arena. Values of the constant region have no place. */
export type Places = ReadonlyMap<Value, number>;

/** The program before encoding: operations and copies with their places. */
export type Move =
  | { readonly kind: 'loop'; readonly loop: Loop; readonly dt: Operand; readonly substep: number }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'op';
      readonly value: Value;
      readonly out: number;
      readonly operands: readonly Operand[];
    }
  | { readonly kind: 'copy'; readonly length: number; readonly out: number; readonly from: Operand };

/** An arena offset in bytes, or a constant. */
export type Operand = number | Value;

export interface Port {
  readonly kind: 'input' | 'dt' | 'output' | 'state' | 'compensation' | 'probe';
  readonly name: string;
  readonly length: number;
  readonly offset: number;
}

export interface Placement {
  readonly moves: readonly Move[];
  readonly ports: readonly Port[];
  readonly arenaBytes: number;
  readonly stateOffset: number;
  readonly stateBytes: number;
}

const padded = (length: number): number => Math.ceil(length / 4) * 16;

/** What stands at one position of the program, before buffers are chosen. */
type Item =
  | { kind: 'loop'; loop: Loop }
  | { kind: 'end'; loop: Loop }
  | { kind: 'op'; value: Value }
  /** Copies a value into a buffer of its own (`into` names it) or into a state's slot. */
  | { kind: 'copy'; from: Value; into: symbol | number; length: number };

/**
 * Gives every value a place in the arena: the ports and states first, then scratch buffers, shared by values that do
 * not live at the same time. A state's next value is computed straight into the state where nothing reads the old one
 * afterwards; otherwise it is copied there at the end.
 * @throws RangeError if the arena would exceed the format's limit
 */
export function place(model: Model, plan: Schedule, probes: ReadonlyMap<string, Value>): Placement {
  const ports: Port[] = [];
  let top = 0;
  const port = (kind: Port['kind'], name: string, length: number, offset = top): number => {
    ports.push({ kind, name, length, offset });
    if (offset === top) top += padded(length);
    return offset;
  };
  const fixed = new Map<Value, number>();
  fixed.set(model.input, port('input', 'input', lengthOf(model.input)));
  fixed.set(model.dt, port('dt', 'dt', 1));
  const stateOffset = top;
  const slots = model.states.map(({ name, before, after }) => {
    const slot = port('state', name, lengthOf(before));
    if (after.source.kind === 'result' && isCompensated(after.source.of.next))
      port('compensation', name, lengthOf(before));
    return slot;
  });
  const stateBytes = top - stateOffset;

  const items: Item[] = plan.step.flatMap((item): Item[] => {
    if (!isLoop(item)) return item.source.kind === 'op' ? [{ kind: 'op', value: item }] : [];
    const body = item.body.filter((v) => v.source.kind === 'op');
    return [
      { kind: 'loop', loop: item.loop },
      ...body.map((value): Item => ({ kind: 'op', value })),
      { kind: 'end', loop: item.loop },
    ];
  });
  const reads = (item: Item): readonly Value[] => {
    if (item.kind === 'op' && item.value.source.kind === 'op') return item.value.source.inputs;
    if (item.kind === 'copy') return [item.from];
    return item.kind === 'loop' ? [item.loop.dt] : [];
  };
  const indexOf = (value: Value): number => items.findIndex((i) => i.kind === 'op' && i.value === value);
  const readAfter = (value: Value, index: number): boolean =>
    items.some((item, i) => i > index && reads(item).includes(value));

  // states
  const first: Item[] = [];
  const last: Item[] = [];
  const inLoops: { loop: Loop; copy: Item }[] = [];
  const relocated = new Map<Value, symbol>();
  const direct = new Map<Value, number>();
  const keepOld = (value: Value): void => {
    if (relocated.has(value)) return;
    const into = Symbol(`old ${value.id}`);
    relocated.set(value, into);
    first.push({ kind: 'copy', from: value, into, length: lengthOf(value) });
  };
  const outside = [model.output, ...probes.values(), ...model.states.map((s) => s.after)];
  model.states.forEach(({ before, after }, i) => {
    const slot = slots[i];
    fixed.set(before, slot);
    if (after.source.kind === 'result' && after.source.of.initial === before) {
      const { of: loop } = after.source;
      const start = items.findIndex((item) => item.kind === 'loop' && item.loop === loop);
      fixed.set(loop.carried, slot);
      fixed.set(after, slot);
      if (isCompensated(loop.next) && indexOf(loop.next) > start) fixed.set(loop.next, slot);
      else
        inLoops.push({ loop, copy: { kind: 'copy', from: loop.next, into: slot, length: lengthOf(before) } });
      if (readAfter(before, start) || outside.includes(before)) keepOld(before);
      return;
    }
    if (outside.includes(before)) keepOld(before);
    const at = indexOf(after);
    const source = after.source.kind === 'op' ? after.source : null;
    const safe =
      source !== null && after.loop === null && (source.op.inPlace || !source.inputs.includes(before));
    if (at >= 0 && safe && !direct.has(after) && !readAfter(before, at)) direct.set(after, slot);
    else last.push({ kind: 'copy', from: after, into: slot, length: lengthOf(before) });
  });
  for (const [value, slot] of direct) fixed.set(value, slot);

  // the output and the probes need buffers that are theirs alone
  const own = (name: string, value: Value): { name: string; length: number; at: Value | symbol } => {
    if (value.region === 'step' && value.source.kind === 'op' && !fixed.has(value))
      return { name, length: lengthOf(value), at: value };
    const into = Symbol(name);
    last.push({ kind: 'copy', from: value, into, length: lengthOf(value) });
    return { name, length: lengthOf(value), at: into };
  };
  const output = own('output', model.output);
  const probePorts = [...probes].map(([name, value]) => own(name, value));
  // copies of results into their own buffers come before states are overwritten by other copies
  last.sort((a, b) => rank(a) - rank(b));
  for (const { loop, copy } of inLoops)
    items.splice(
      items.findIndex((item) => item.kind === 'end' && item.loop === loop),
      0,
      copy,
    );
  const program = [...first, ...items, ...last];

  // liveness
  const endOf = new Map<Loop, number>();
  program.forEach((item, i) => {
    if (item.kind === 'end') endOf.set(item.loop, i);
  });
  const key = (value: Value): Value | symbol => {
    if (value.source.kind === 'result' && !fixed.has(value)) return key(value.source.of.next);
    return relocated.get(value) ?? value;
  };
  const lastUse = new Map<Value | symbol, number>();
  let open: Loop | null = null;
  program.forEach((item, i) => {
    if (item.kind === 'loop') open = item.loop;
    if (item.kind === 'end') open = null;
    for (const value of reads(item)) {
      const until = open && value.loop !== open ? (endOf.get(open) as number) : i;
      lastUse.set(key(value), Math.max(lastUse.get(key(value)) ?? 0, until));
    }
  });
  for (const { at } of [output, ...probePorts]) lastUse.set(at, program.length);

  // buffers
  const places = new Map<Value | symbol, number>(fixed);
  for (const [value] of relocated) places.delete(value);
  const free: { offset: number; bytes: number }[] = [];
  const live: { at: Value | symbol; offset: number; bytes: number }[] = [];
  const allocate = (at: Value | symbol, length: number): number => {
    const bytes = padded(length);
    const fit = free.findIndex((f) => f.bytes === bytes);
    const offset = fit >= 0 ? free.splice(fit, 1)[0].offset : top;
    if (fit < 0) top += bytes;
    places.set(at, offset);
    live.push({ at, offset, bytes });
    return offset;
  };
  const release = (index: number, which: (at: Value | symbol) => boolean = () => true): void => {
    for (let i = live.length - 1; i >= 0; i--)
      if ((lastUse.get(live[i].at) as number) <= index && which(live[i].at)) free.push(...live.splice(i, 1));
  };
  const operand = (value: Value): Operand => {
    if (value.region === 'constant') return value;
    return places.get(key(value)) as number;
  };
  const moves = program.map((item, index): Move => {
    if (item.kind === 'loop') {
      lastUse.set(item.loop.substep, endOf.get(item.loop) as number);
      const substep = allocate(item.loop.substep, 1);
      return { kind: 'loop', loop: item.loop, dt: operand(item.loop.dt), substep };
    }
    if (item.kind === 'end') {
      release(index);
      return { kind: 'end' };
    }
    if (item.kind === 'copy') {
      // a kept old state is read from its slot, not from its own copy
      const from =
        typeof item.into === 'symbol' && relocated.get(item.from) === item.into
          ? (fixed.get(item.from) as number)
          : operand(item.from);
      const out = typeof item.into === 'number' ? item.into : allocate(item.into, item.length);
      release(index);
      return { kind: 'copy', length: item.length, out, from };
    }
    const { value } = item;
    const { op, inputs } = value.source as Extract<Value['source'], { kind: 'op' }>;
    const operands = inputs.map(operand);
    // an operand of the same length that dies here may give its buffer to the result
    if (op.inPlace) release(index, (at) => inputs.some((v) => v === at && lengthOf(v) === lengthOf(value)));
    const out = places.get(value) ?? allocate(value, lengthOf(value));
    release(index);
    return { kind: 'op', value, out, operands };
  });

  port('output', 'output', output.length, places.get(output.at));
  for (const { name, length, at } of probePorts) port('probe', name, length, places.get(at));
  const arenaBytes = top + 16;
  if (arenaBytes > MAX_ARENA_BYTES)
    throw new RangeError(
      `the model needs an arena of ${arenaBytes} bytes; the format allows ${MAX_ARENA_BYTES}: use fewer units`,
    );
  return { moves, ports, arenaBytes, stateOffset, stateBytes };
}

const rank = (item: Item): number => (item.kind === 'copy' && typeof item.into === 'number' ? 1 : 0);

const isCompensated = (value: Value): boolean =>
  value.source.kind === 'op' && value.source.op.compensated === true;
