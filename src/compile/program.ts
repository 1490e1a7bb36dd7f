import { FORM_LIQUID } from '../../assembly/layout.ts';
import { isUpdate } from '../graph/op.ts';
import { type Loop, lengthOf, type Value } from '../graph/value.ts';
import type { State } from '../network/network.ts';
import { rootsOf, type Step } from '../network/step.ts';
import { isLoop, type Schedule } from './schedule.ts';

/** One position of a program before buffers are allocated. */
export type Item =
  | { kind: 'loop'; loop: Loop }
  | { kind: 'end'; loop: Loop }
  | { kind: 'op'; value: Value }
  /** Copies a value into its own buffer (`into` names it) or into a state's slot. */
  | { kind: 'copy'; from: Value; into: symbol | number; length: number }
  /** Sets a compensation to zero, since its state starts again. */
  | { kind: 'clear'; at: number; length: number };

/** A value that the host reads. It has a buffer of its own, named by the value or by the copy's symbol. */
export interface Result {
  readonly name: string;
  readonly length: number;
  readonly at: Value | symbol;
}

export interface Program {
  readonly items: readonly Item[];
  /** Values that must lie in a state's slot. */
  readonly fixed: ReadonlyMap<Value, number>;
  /** Buffers of copies: of old states that are read after their slot is overwritten, and of numbers that must be in the arena. */
  readonly kept: ReadonlyMap<Value, symbol>;
  readonly output: Result;
  readonly probes: readonly Result[];
}

/**
 * Writes a schedule as a list of operations and copies, and decides how states change. If nothing reads the old state
 * afterwards, the next one is computed directly into its slot. Otherwise it is copied there at the end, or the old one is
 * copied first.
 * @param slots arena offset of each state of the step
 */
export function writeProgram(step: Step, plan: Schedule, slots: readonly number[]): Program {
  const writer = new Writer(step, plan);
  writer.keepSubsteps();
  for (const [i, state] of step.states.entries()) writer.change(state, slots[i]);
  return writer.program(step);
}

/** A program while it is written. */
class Writer {
  private readonly items: Item[];
  private readonly outside: readonly Value[];
  private readonly fixed = new Map<Value, number>();
  private readonly kept = new Map<Value, symbol>();
  /** Values that are computed into the slot of a state. */
  private readonly direct = new Map<Value, number>();
  /** Before everything else, and after it. */
  private readonly first: Item[] = [];
  private readonly last: Item[] = [];
  /** Before a loop, and at its end. */
  private readonly begun: { loop: Loop; items: Item[] }[] = [];
  private readonly inLoops: { loop: Loop; copy: Item }[] = [];
  private readonly loops = new Set<Loop>();

  constructor(step: Step, plan: Schedule) {
    this.items = plan.step.flatMap((item): Item[] => {
      if (!isLoop(item)) return item.source.kind === 'op' ? [{ kind: 'op', value: item }] : [];
      const body = item.body.filter((v) => v.source.kind === 'op');
      return [
        { kind: 'loop', loop: item.loop },
        ...body.map((value): Item => ({ kind: 'op', value })),
        { kind: 'end', loop: item.loop },
      ];
    });
    this.outside = rootsOf(step);
  }

  /** The interpreter reads the length of an update's substep from the arena. */
  keepSubsteps(): void {
    for (const item of this.items) {
      const length = item.kind === 'op' && isCompensated(item.value) ? substepOf(item.value) : null;
      if (length?.region === 'constant') this.keepOld(length);
    }
  }

  /** Brings a state's next value into its slot. */
  change({ before, after }: Pick<State, 'before' | 'after'>, slot: number): void {
    this.fixed.set(before, slot);
    if (after.source.kind === 'result' && !this.loops.has(after.source.of)) {
      this.changeInLoop(before, after, after.source.of, slot);
      return;
    }
    if (this.outside.includes(before)) this.keepOld(before);
    const updates = after.source.kind === 'op' ? updatesOf({ before, after }) : [];
    if (updates.length > 0) {
      for (const update of updates) this.fixed.set(update, slot);
      if (this.readAfter(before, this.indexOf(updates[0]))) this.keepOld(before);
      return;
    }
    const at = this.indexOf(after);
    const source = after.source.kind === 'op' ? after.source : null;
    const safe =
      source !== null &&
      after.loop === null &&
      (source.op.instruction?.inPlace || !source.inputs.includes(before));
    if (at >= 0 && safe && !this.direct.has(after) && !this.readAfter(before, at))
      this.direct.set(after, slot);
    else this.last.push({ kind: 'copy', from: after, into: slot, length: lengthOf(before) });
  }

  private changeInLoop(before: Value, after: Value, loop: Loop, slot: number): void {
    this.loops.add(loop);
    const start = this.items.findIndex((item) => item.kind === 'loop' && item.loop === loop);
    this.fixed.set(loop.carried, slot);
    this.fixed.set(after, slot);
    const inPlace = isCompensated(loop.next) && this.indexOf(loop.next) > start;
    const length = lengthOf(before);
    if (loop.initial !== before) {
      const copy: Item = { kind: 'copy', from: loop.initial, into: slot, length };
      const clear: Item = { kind: 'clear', at: slot + padded(length), length };
      this.begun.push({ loop, items: inPlace ? [copy, clear] : [copy] });
    }
    if (inPlace) this.fixed.set(loop.next, slot);
    else this.inLoops.push({ loop, copy: { kind: 'copy', from: loop.next, into: slot, length } });
    if (this.readAfter(before, start) || this.outside.includes(before)) this.keepOld(before);
  }

  /** Everything in its order, with what the host reads. */
  program({ output, probes }: Step): Program {
    const { items, first, last, fixed, kept } = this;
    for (const [value, slot] of this.direct) fixed.set(value, slot);
    const written = {
      output: this.own('output', output),
      probes: [...probes].map(([name, value]) => this.own(name, value)),
    };
    // results are copied into their buffers before other copies overwrite states
    last.sort((a, b) => rank(a) - rank(b));
    const at = (kind: 'loop' | 'end', loop: Loop): number =>
      items.findIndex((item) => item.kind === kind && item.loop === loop);
    for (const { loop, copy } of this.inLoops) items.splice(at('end', loop), 0, copy);
    for (const { loop, items: start } of this.begun) items.splice(at('loop', loop), 0, ...start);
    return { items: [...first, ...items, ...last], fixed, kept, ...written };
  }

  /** The output and each probe need a buffer of their own. */
  private own(name: string, value: Value): Result {
    if (value.region === 'step' && value.source.kind === 'op' && !this.fixed.has(value))
      return { name, length: lengthOf(value), at: value };
    const into = Symbol(name);
    this.last.push({ kind: 'copy', from: value, into, length: lengthOf(value) });
    return { name, length: lengthOf(value), at: into };
  }

  private keepOld(value: Value): void {
    if (this.kept.has(value)) return;
    const into = Symbol(`old ${value.id}`);
    this.kept.set(value, into);
    this.first.push({ kind: 'copy', from: value, into, length: lengthOf(value) });
  }

  private indexOf(value: Value): number {
    return this.items.findIndex((item) => item.kind === 'op' && item.value === value);
  }

  private readAfter(value: Value, index: number): boolean {
    return this.items.some((item, i) => i > index && reads(item).includes(value));
  }
}

/** The values that an item reads. */
export function reads(item: Item): readonly Value[] {
  if (item.kind === 'op' && item.value.source.kind === 'op') return item.value.source.inputs;
  if (item.kind === 'copy') return [item.from];
  return item.kind === 'loop' ? [item.loop.dt] : [];
}

/** The compensated updates between a state's old and next value. If there are any, the state has a compensation vector. */
export function updatesOf({ before, after }: Pick<State, 'before' | 'after'>): readonly Value[] {
  if (after.source.kind === 'result') return [after.source.of.next].filter(isCompensated);
  const found: Value[] = [];
  let value = after;
  while (value.source.kind === 'op' && isCompensated(value)) {
    found.unshift(value);
    value = value.source.inputs[0];
  }
  return value === before ? found : [];
}

const isCompensated = (value: Value): boolean => value.source.kind === 'op' && isUpdate(value.source.op);

/** The substep operand of an update: the last one, or in the liquid variant the one before the target. */
function substepOf({ source }: Value): Value | null {
  if (source.kind !== 'op') return null;
  return source.inputs[source.inputs.length - (source.attributes.form === FORM_LIQUID ? 2 : 1)];
}

/** Bytes of a vector in the arena. */
export const padded = (length: number): number => Math.ceil(length / 4) * 16;

const rank = (item: Item): number => (item.kind === 'copy' && typeof item.into === 'number' ? 1 : 0);
