import { MAX_ARENA_BYTES } from '../../assembly/layout.ts';
import { isUpdate } from '../graph/op.ts';
import { type Loop, lengthOf, segmentsOf, type Value } from '../graph/value.ts';
import type { Step } from '../network/step.ts';
import { Buffers, type Operand } from './buffers.ts';
import { type Item, type Program, padded, updatesOf, writeProgram } from './program.ts';
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
  const port = (kind: Port['kind'], name: string, length: number): number => {
    const offset = top;
    ports.push({ kind, name, length, offset });
    top += padded(length);
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

  const program = writeProgram(step, plan, slots);
  const buffers = new Buffers(program, top, [
    [step.input, input],
    [step.dt, dt],
  ]);
  const instructions = program.items.map((item, index) => placed(item, index, program, buffers));
  const result = (kind: Port['kind'], { name, length, at }: Program['output']): Port => ({
    kind,
    name,
    length,
    offset: buffers.places.get(at) as number,
  });
  ports.push(result('output', program.output));
  for (const probe of program.probes) ports.push(result('probe', probe));
  const arenaBytes = buffers.top + 16;
  if (arenaBytes > MAX_ARENA_BYTES)
    throw new RangeError(
      `the model needs an arena of ${arenaBytes} bytes; the format allows ${MAX_ARENA_BYTES}: use fewer units`,
    );
  return { instructions, ports, arenaBytes, stateOffset, stateBytes };
}

/** The item at position `index` with its offsets. */
function placed(item: Item, index: number, { fixed, kept }: Program, buffers: Buffers): ArenaInstruction {
  if (item.kind === 'op') return placedOperation(item.value, index, buffers);
  if (item.kind === 'clear') return { kind: 'clear', length: item.length, out: item.at };
  if (item.kind === 'loop') {
    const substep = buffers.reserveFor(item.loop);
    return { kind: 'loop', loop: item.loop, dt: buffers.operand(item.loop.dt), substep };
  }
  if (item.kind === 'end') {
    buffers.release(index);
    return { kind: 'end' };
  }
  // the original is read from its state's slot or tensor, not from its own copy
  const from =
    typeof item.into === 'symbol' && kept.get(item.from) === item.into
      ? (fixed.get(item.from) ?? item.from)
      : buffers.operand(item.from);
  const out = typeof item.into === 'number' ? item.into : buffers.reserve(item.into, padded(item.length));
  buffers.release(index);
  return { kind: 'copy', length: item.length, out, from };
}

function placedOperation(value: Value, index: number, buffers: Buffers): ArenaInstruction {
  const { op, inputs } = value.source as Extract<Value['source'], { kind: 'op' }>;
  const operands = inputs.map((input) => buffers.operand(input));
  const scratch = op.scratch ? [buffers.reserve(Symbol('scratch'), padded(op.scratch(inputs)))] : [];
  // the result may take the buffer of an operand of the same length that dies here
  if (op.instruction?.inPlace)
    buffers.release(index, (at) => inputs.some((v) => v === at && lengthOf(v) === lengthOf(value)));
  const out = buffers.places.get(value) ?? buffers.reserve(value, bytesOf(value));
  buffers.release(index);
  // an in-place update reads the state itself, not the copy that others read
  if (isUpdate(op)) operands[0] = out;
  return { kind: 'op', value, out, operands: [...operands, ...scratch] };
}
