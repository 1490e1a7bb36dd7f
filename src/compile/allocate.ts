import { MAX_ARENA_BYTES } from '../../assembly/layout.ts';
import { isUpdate } from '../graph/op.ts';
import { type Loop, lengthOf, segmentsOf, type Value } from '../graph/value.ts';
import type { Step } from '../network/step.ts';
import { padded, reads, updatesOf, writeProgram } from './program.ts';
import type { Schedule } from './schedule.ts';

/** An instruction before encoding: an operation or a copy, with its arena offsets. */
export type ArenaInstruction =
  | { readonly kind: 'loop'; readonly loop: Loop; readonly dt: Operand; readonly substep: number }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'op';
      readonly value: Value;
      readonly out: number;
      readonly operands: readonly Operand[];
    }
  | { readonly kind: 'copy'; readonly length: number; readonly out: number; readonly from: Operand }
  | { readonly kind: 'clear'; readonly length: number; readonly out: number };

/** An arena offset in bytes, or a constant. */
export type Operand = number | Value;

export interface Port {
  readonly kind: 'input' | 'dt' | 'output' | 'state' | 'compensation' | 'probe';
  readonly name: string;
  readonly length: number;
  readonly offset: number;
}

export interface Allocation {
  readonly instructions: readonly ArenaInstruction[];
  readonly ports: readonly Port[];
  readonly arenaBytes: number;
  readonly stateOffset: number;
  readonly stateBytes: number;
}

/** Bytes of a value in the arena. Each of its segments starts a new vector. */
function bytesOf(value: Value): number {
  const segments = segmentsOf(value);
  return segments * padded(lengthOf(value) / segments);
}

/**
 * Allocates buffers: gives every value an offset in the arena. Ports and states come first, then scratch buffers, which
 * values share if they are not alive at the same time.
 * @throws RangeError if the arena would exceed the format's limit
 */
export function allocate(step: Step, plan: Schedule): Allocation {
  const ports: Port[] = [];
  let top = 0;
  const port = (kind: Port['kind'], name: string, length: number, offset = top): number => {
    ports.push({ kind, name, length, offset });
    if (offset === top) top += padded(length);
    return offset;
  };
  const input = port('input', 'input', lengthOf(step.input));
  const dt = port('dt', 'dt', 1);
  const stateOffset = top;
  const slots = step.states.map((state) => {
    const { name, before } = state;
    const slot = port('state', name, lengthOf(before));
    if (updatesOf(state).length > 0) port('compensation', name, lengthOf(before));
    return slot;
  });
  const stateBytes = top - stateOffset;

  const { items, fixed, kept, output, probes: results } = writeProgram(step, plan, slots);

  // the last position that reads each value; a loop keeps alive what it reads from outside
  const endOf = new Map<Loop, number>();
  items.forEach((item, i) => {
    if (item.kind === 'end') endOf.set(item.loop, i);
  });
  const key = (value: Value): Value | symbol => {
    if (value.source.kind === 'segment') return key(value.source.of);
    if (value.source.kind === 'result' && !fixed.has(value)) return key(value.source.of.next);
    return kept.get(value) ?? value;
  };
  const lastUse = new Map<Value | symbol, number>();
  let open: Loop | null = null;
  items.forEach((item, i) => {
    if (item.kind === 'loop') open = item.loop;
    if (item.kind === 'end') open = null;
    for (const value of reads(item)) {
      const until = open && value.loop !== open ? (endOf.get(open) as number) : i;
      lastUse.set(key(value), Math.max(lastUse.get(key(value)) ?? 0, until));
    }
  });
  for (const { at } of [output, ...results]) lastUse.set(at, items.length);

  // buffers
  const places = new Map<Value | symbol, number>([[step.input, input], [step.dt, dt], ...fixed]);
  for (const [value] of kept) places.delete(value);
  const free: { offset: number; bytes: number }[] = [];
  const live: { at: Value | symbol; offset: number; bytes: number }[] = [];
  const reserve = (at: Value | symbol, bytes: number): number => {
    const fit = free.findIndex((f) => f.bytes === bytes);
    const offset = fit >= 0 ? free.splice(fit, 1)[0].offset : top;
    if (fit < 0) top += bytes;
    places.set(at, offset);
    live.push({ at, offset, bytes });
    return offset;
  };
  const release = (index: number, which: (at: Value | symbol) => boolean = () => true): void => {
    for (let i = live.length - 1; i >= 0; i--)
      if ((lastUse.get(live[i].at) ?? 0) <= index && which(live[i].at)) free.push(...live.splice(i, 1));
  };
  const operand = (value: Value): Operand => {
    if (value.region === 'constant' && !kept.has(value)) return value;
    const at = places.get(key(value));
    if (at === undefined)
      throw new RangeError('the result of a loop of one’s own must be the next value of a state of its cell');
    const { source } = value;
    return source.kind === 'segment' ? at + source.index * padded(lengthOf(value)) : at;
  };
  const instructions = items.map((item, index): ArenaInstruction => {
    if (item.kind === 'loop') {
      lastUse.set(item.loop.substep, endOf.get(item.loop) as number);
      const substep = reserve(item.loop.substep, padded(1));
      return { kind: 'loop', loop: item.loop, dt: operand(item.loop.dt), substep };
    }
    if (item.kind === 'end') {
      release(index);
      return { kind: 'end' };
    }
    if (item.kind === 'clear') return { kind: 'clear', length: item.length, out: item.at };
    if (item.kind === 'copy') {
      // the original is read from its state's slot or tensor, not from its own copy
      const from =
        typeof item.into === 'symbol' && kept.get(item.from) === item.into
          ? (fixed.get(item.from) ?? item.from)
          : operand(item.from);
      const out = typeof item.into === 'number' ? item.into : reserve(item.into, padded(item.length));
      release(index);
      return { kind: 'copy', length: item.length, out, from };
    }
    const { value } = item;
    const { op, inputs } = value.source as Extract<Value['source'], { kind: 'op' }>;
    const operands = inputs.map(operand);
    const scratch = op.scratch ? [reserve(Symbol('scratch'), padded(op.scratch(inputs)))] : [];
    // the result may take the buffer of an operand of the same length that dies here
    if (op.instruction?.inPlace)
      release(index, (at) => inputs.some((v) => v === at && lengthOf(v) === lengthOf(value)));
    const out = places.get(value) ?? reserve(value, bytesOf(value));
    release(index);
    // an in-place update reads the state itself, not the copy that others read
    if (isUpdate(op)) operands[0] = out;
    return { kind: 'op', value, out, operands: [...operands, ...scratch] };
  });

  port('output', 'output', output.length, places.get(output.at));
  for (const { name, length, at } of results) port('probe', name, length, places.get(at));
  const arenaBytes = top + 16;
  if (arenaBytes > MAX_ARENA_BYTES)
    throw new RangeError(
      `the model needs an arena of ${arenaBytes} bytes; the format allows ${MAX_ARENA_BYTES}: use fewer units`,
    );
  return { instructions, ports, arenaBytes, stateOffset, stateBytes };
}
