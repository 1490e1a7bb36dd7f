import { startsOf } from '../format/initial-state.ts';
import { readBlob } from '../format/read.ts';
import {
  contains,
  EMPTY,
  hull,
  type Interval,
  isBounded,
  magnitude,
  TINY,
  width,
  ZERO,
} from '../intervals/interval.ts';
import type { Slot } from '../intervals/slot.ts';
import { loadSync } from '../runtime/index.ts';
import { givenByHost, seenByProgram } from './origins.ts';
import { type Inputs, type Walked, walk } from './walk.ts';
import { workOnRanges } from './work.ts';

/** A box that states and outputs never leave, for inputs within their ranges and any number of steps from the initial state. */
export interface Certificate extends Inputs {
  /** By the name of the state. */
  readonly states: Readonly<Record<string, readonly Interval[]>>;
  readonly outputs: readonly Interval[];
}

interface Name {
  readonly state: string;
  readonly unit: number;
}

/** A unit of a state and the number that it starts at. */
interface Unit extends Name {
  readonly start: Interval;
}

/** Why there is no box: for units of states or, if these have one, for outputs. */
export interface Refusal {
  readonly units: readonly (Name & { readonly why: string })[];
  readonly outputs: readonly { readonly output: string; readonly index: number; readonly why: string }[];
}

export interface CertifyOptions {
  /** The most operations on ranges. Default 1e8, about half a minute. */
  readonly work?: number;
}

const WORK = 1e8;

/** A state larger than this counts as unbounded. */
const HOPELESS = 1e9;
const WIDENINGS = 400;
const NARROWINGS = 400;
/** For this many rounds a box grows only as far as the step led. */
const EXACTLY = 4;
/** Stop when a box shrinks by less than this share. */
const SETTLED = 1e-5;

/**
 * Looks for a box by running steps on ranges instead of numbers. It grows a box from the initial state until one step over the
 * box stays inside it, and then shrinks it as long as it can. The last box holds by induction: it contains the initial state,
 * and a step from inside stays inside. Every rule includes the rounding of f32.
 *
 * Some states move towards a target, as in liquid and gated networks. Such a state stays in the hull of its start and its
 * targets, so only the targets must stay inside.
 * @param bytes a blob whose weights run as floats (not in integers)
 * @throws MeniscusError for a blob that the interpreter refuses: the rules hold only for blobs that it accepts
 * @throws RangeError for ranges that do not fit the inputs, and for more work than allowed
 */
export function certify(
  bytes: Uint8Array,
  given: Inputs,
  { work = WORK }: CertifyOptions = {},
): Certificate | Refusal {
  loadSync(bytes).dispose();
  const contents = readBlob(bytes);
  const states = contents.ports.filter(({ kind }) => kind === 'state');
  const starts = startsOf(contents);
  const units = states.flatMap(({ name }, i) =>
    Array.from(starts[i], (x, unit): Unit => ({ state: name, unit, start: [x, x] })),
  );
  check(given, contents.ports.find(({ kind }) => kind === 'input')?.length ?? 0);

  const seen = seenByProgram(given, contents.origins);
  const each = workOnRanges(contents);
  let left = work;
  const step = (box: readonly Interval[]): Walked => {
    left -= each;
    if (!(left >= 0))
      throw new RangeError(
        `a step of this model is ${each.toLocaleString('en')} operations on ranges, and ${work.toLocaleString('en')} do not suffice to find a box: allow more (--work)`,
      );
    return walk(contents, seen, box);
  };
  let found = outwards(units, step, slightly);
  if ('units' in found) {
    const again = outwards(units, step, together);
    if ('units' in again) return found;
    found = again;
  }
  const box = inwards(units, found.box, step);
  const { outputs } = step(box);
  const [port] = contents.ports.filter(({ kind }) => kind === 'output');
  const unbounded = outputs.flatMap((range, index) =>
    isBounded(range)
      ? []
      : [{ output: port.name, index, why: 'what it is made of has no bound, or overflows' }],
  );
  if (unbounded.length > 0) return { units: [], outputs: unbounded };
  let at = 0;
  return {
    ...given,
    states: Object.fromEntries(
      states.map(({ name, length }) => {
        const ranges = box.slice(at, at + length).map(outward);
        at += length;
        return [name, ranges];
      }),
    ),
    outputs: givenByHost(outputs.map(outward), contents.origins),
  };
}

/** Rounds outwards to six digits. */
function outward([low, high]: Interval): Interval {
  const digits = (x: number, round: (x: number) => number): number => {
    if (Math.abs(x) < TINY) return round(x / TINY) * TINY;
    const exponent = 5 - Math.floor(Math.log10(Math.abs(x)));
    const power = 10 ** Math.abs(exponent);
    return exponent >= 0 ? round(x * power) / power : round(x / power) * power;
  };
  return [digits(low, Math.floor), digits(high, Math.ceil)];
}

/** Enlarges a box that a step left. @param times how often it was enlarged before */
type Growth = (box: readonly Interval[], next: readonly Interval[], times: number) => Interval[];

const grown = (range: Interval, share: number): Interval => {
  const more = share * width(range) + 1e-6;
  return [range[0] - more, range[1] + more];
};

/** Enlarges only the ranges that a step left. A unit that bounds itself keeps its range. */
const slightly: Growth = (box, next, times) =>
  box.map((own, i) => (contains(own, next[i]) ? own : grown(hull(own, next[i]), times < EXACTLY ? 0 : 0.05)));

/** Enlarges all ranges, faster each time. This reaches the box of units that bound each other. */
const together: Growth = (box, next, times) =>
  box.map((own, i) => grown(hull(own, next[i]), times < EXACTLY ? 0 : 0.05 * (times - EXACTLY + 1)));

function outwards(
  units: readonly Unit[],
  step: (box: readonly Interval[]) => Walked,
  grow: Growth,
): Refusal | { box: Interval[] } {
  let box: Interval[] = units.map(({ start }) => start);
  for (let i = 0; ; i++) {
    const { states } = step(box);
    const next = targetsOf(units, states);
    if (next.every((target, j) => contains(box[j], target))) return { box };
    if (i === WIDENINGS || next.some((target) => !(magnitude(target) < HOPELESS)))
      return { units: lost(units, states, box, next), outputs: [] };
    box = grow(box, next, i);
  }
}

/**
 * If a step over a box stays inside, its result is a smaller box of the same kind. A state with a target stays within reach
 * of the target, and every state where a step over the box leads: the smaller range counts.
 */
function inwards(
  units: readonly Unit[],
  found: Interval[],
  step: (box: readonly Interval[]) => Walked,
): Interval[] {
  let box = found;
  for (let i = 0; i < NARROWINGS; i++) {
    const { states } = step(box);
    const smaller = targetsOf(units, states).map((target, j) =>
      flushed(overlap(overlap(target, box[j]), hull(units[j].start, states[j].range))),
    );
    const settled = smaller.every((range, j) => width(box[j]) - width(range) <= SETTLED * width(box[j]));
    box = smaller;
    if (settled) break;
  }
  return box;
}

const overlap = (a: Interval, b: Interval): Interval => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];

/** Where a step may lead each state, including its start. */
const targetsOf = (units: readonly Unit[], states: readonly Slot[]): Interval[] =>
  states.map(({ range, pull }, i) =>
    flushed(hull(units[i].start, pull?.state === i ? hull(EMPTY, pull.target) : range)),
  );

/** States smaller than this become 0 after a step. */
const LEAST = 2 ** -100;

/** A range with the 0 that its smallest numbers become. */
const flushed = (range: Interval): Interval =>
  range[0] < LEAST && range[1] > -LEAST ? hull(ZERO, range) : range;

/** States that outgrew the box, with a reason if an operation gave one. States that nothing bounds come first. */
function lost(
  names: readonly Name[],
  cells: readonly Slot[],
  box: readonly Interval[],
  next: readonly Interval[],
): Refusal['units'] {
  const outside = names.flatMap((name, i) =>
    contains(box[i], next[i]) ? [] : [{ ...name, why: cells[i].why, size: magnitude(next[i]) }],
  );
  const known = outside.filter(({ why }) => why !== undefined);
  return (known.length > 0 ? known : outside)
    .sort((a, b) => b.size - a.size)
    .map(({ state, unit, why }) => ({
      state,
      unit,
      why: why ?? 'the states feed back into it with a gain that nothing limits',
    }));
}

function check({ inputs, dt }: Inputs, length: number): void {
  if (inputs.length !== length)
    throw new RangeError(`the model has ${length} inputs, but there are ranges for ${inputs.length}`);
  for (const [low, high] of [...inputs, dt])
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
      throw new RangeError(
        `a range goes from a finite number to one that is no smaller, not ${low}..${high}`,
      );
  if (!(dt[0] > 0)) throw new RangeError(`the time between steps is > 0, not ${dt[0]}..${dt[1]}`);
}
