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
  const fixed = new Map<Value, number>();
  const items: Item[] = plan.step.flatMap((item): Item[] => {
    if (!isLoop(item)) return item.source.kind === 'op' ? [{ kind: 'op', value: item }] : [];
    const body = item.body.filter((v) => v.source.kind === 'op');
    return [
      { kind: 'loop', loop: item.loop },
      ...body.map((value): Item => ({ kind: 'op', value })),
      { kind: 'end', loop: item.loop },
    ];
  });
  const indexOf = (value: Value): number => items.findIndex((i) => i.kind === 'op' && i.value === value);
  const readAfter = (value: Value, index: number): boolean =>
    items.some((item, i) => i > index && reads(item).includes(value));

  const first: Item[] = [];
  const last: Item[] = [];
  const inLoops: { loop: Loop; copy: Item }[] = [];
  const begun: { loop: Loop; items: Item[] }[] = [];
  const kept = new Map<Value, symbol>();
  const direct = new Map<Value, number>();
  const keepOld = (value: Value): void => {
    if (kept.has(value)) return;
    const into = Symbol(`old ${value.id}`);
    kept.set(value, into);
    first.push({ kind: 'copy', from: value, into, length: lengthOf(value) });
  };
  // the interpreter reads the length of an update's substep from the arena
  for (const item of items) {
    const length = item.kind === 'op' && isCompensated(item.value) ? substepOf(item.value) : null;
    if (length?.region === 'constant') keepOld(length);
  }
  const outside = rootsOf(step);
  const loops = new Set<Loop>();
  step.states.forEach(({ before, after }, i) => {
    const slot = slots[i];
    fixed.set(before, slot);
    if (after.source.kind === 'result' && !loops.has(after.source.of)) {
      const { of: loop } = after.source;
      loops.add(loop);
      const start = items.findIndex((item) => item.kind === 'loop' && item.loop === loop);
      fixed.set(loop.carried, slot);
      fixed.set(after, slot);
      const inPlace = isCompensated(loop.next) && indexOf(loop.next) > start;
      const length = lengthOf(before);
      if (loop.initial !== before) {
        const copy: Item = { kind: 'copy', from: loop.initial, into: slot, length };
        begun.push({
          loop,
          items: inPlace ? [copy, { kind: 'clear', at: slot + padded(length), length }] : [copy],
        });
      }
      if (inPlace) fixed.set(loop.next, slot);
      else
        inLoops.push({ loop, copy: { kind: 'copy', from: loop.next, into: slot, length: lengthOf(before) } });
      if (readAfter(before, start) || outside.includes(before)) keepOld(before);
      return;
    }
    if (outside.includes(before)) keepOld(before);
    const updates = after.source.kind === 'op' ? updatesOf({ before, after }) : [];
    if (updates.length > 0) {
      for (const update of updates) fixed.set(update, slot);
      if (readAfter(before, indexOf(updates[0]))) keepOld(before);
      return;
    }
    const at = indexOf(after);
    const source = after.source.kind === 'op' ? after.source : null;
    const safe =
      source !== null &&
      after.loop === null &&
      (source.op.instruction?.inPlace || !source.inputs.includes(before));
    if (at >= 0 && safe && !direct.has(after) && !readAfter(before, at)) direct.set(after, slot);
    else last.push({ kind: 'copy', from: after, into: slot, length: lengthOf(before) });
  });
  for (const [value, slot] of direct) fixed.set(value, slot);

  // the output and each probe need a buffer of their own
  const own = (name: string, value: Value): Result => {
    if (value.region === 'step' && value.source.kind === 'op' && !fixed.has(value))
      return { name, length: lengthOf(value), at: value };
    const into = Symbol(name);
    last.push({ kind: 'copy', from: value, into, length: lengthOf(value) });
    return { name, length: lengthOf(value), at: into };
  };
  const output = own('output', step.output);
  const probeResults = [...step.probes].map(([name, value]) => own(name, value));
  // results are copied into their buffers before other copies overwrite states
  last.sort((a, b) => rank(a) - rank(b));
  for (const { loop, copy } of inLoops)
    items.splice(
      items.findIndex((item) => item.kind === 'end' && item.loop === loop),
      0,
      copy,
    );
  for (const { loop, items: start } of begun)
    items.splice(
      items.findIndex((item) => item.kind === 'loop' && item.loop === loop),
      0,
      ...start,
    );
  return { items: [...first, ...items, ...last], fixed, kept, output, probes: probeResults };
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
