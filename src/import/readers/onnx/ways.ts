/**
 * The ways in which a graph's inputs can be read: which of their axes is time, or none, for a graph of one step. The most
 * likely comes first; the file decides, since only in the right one do all its nodes fit.
 */
import type { Port } from './model.ts';
import type { Roles } from './states.ts';

export interface Way {
  readonly kind: 'sequence' | 'step';
  /** The axis of time of each input that has one, by name. */
  readonly time: ReadonlyMap<string, number>;
  /** Steps of a sequence of the file; null: any number. */
  readonly steps: number | null;
}

const isOpen = (n: number | string): boolean => typeof n === 'string' || n <= 0;

const TIME = /time|^t$|seq|step|frame|len|sample/i;
const BATCH = /batch|^b$|^bs$|^n$|env/i;

/** How likely an axis is time. */
function likelihood(n: number | string, axis: number, rank: number): number {
  const name = typeof n === 'string' ? n : '';
  const named = TIME.test(name) ? 4 : BATCH.test(name) ? -2 : 0;
  const features = axis === rank - 1 && rank > 1 ? -6 : 0;
  return named + features + (isOpen(n) ? 2 : 0) + (axis === 1 ? 1 : 0);
}

/** Axes that may be time, the most likely first: open ones and long ones. */
function axesOf({ dims }: Port): number[] {
  if (dims === null) return [];
  const rank = dims.length;
  return dims
    .map((n, axis) => ({ n, axis, score: likelihood(n, axis, rank) }))
    .filter(({ n, axis }) => (isOpen(n) || Number(n) > 1) && (axis < rank - 1 || rank === 1 || rank === 3))
    .sort((a, b) => b.score - a.score)
    .map(({ axis }) => axis);
}

/** More combinations of axes than these are not tried. */
const MOST = 36;

function sequences(signals: readonly Port[]): Way[] {
  let combinations: (readonly [Port, number | null])[][] = [[]];
  for (const port of signals) {
    const axes = axesOf(port);
    const choices: (number | null)[] = axes.length > 0 ? axes : [null];
    combinations = combinations
      .flatMap((rest) => choices.map((axis) => [...rest, [port, axis] as const]))
      .slice(0, MOST);
  }
  return combinations.flatMap((one): Way[] => {
    const chosen = one.flatMap(([port, axis]) =>
      axis === null ? [] : [{ port, axis, n: port.dims?.[axis] ?? 0 }],
    );
    const fixed = new Set(chosen.flatMap(({ n }) => (isOpen(n) ? [] : [Number(n)])));
    if (chosen.length === 0 || fixed.size > 1) return [];
    const [steps = null] = fixed;
    return [{ kind: 'sequence', time: new Map(chosen.map(({ port, axis }) => [port.name, axis])), steps }];
  });
}

/** The sizes of all axes but the last. */
const leading = ({ dims }: Port): readonly (number | string)[] => dims?.slice(0, -1) ?? [];

/** The ways to try, in their order. */
export function waysOf({ signals, states }: Roles): readonly Way[] {
  const step: Way = { kind: 'step', time: new Map(), steps: 1 };
  const isOneStep = signals.every((port) => leading(port).every((n) => n === 1));
  const couldBe = signals.every((port) => leading(port).every((n) => n === 1 || isOpen(n)));
  const all = sequences(signals);
  if (states.size > 0) return couldBe ? [step, ...all] : all;
  if (isOneStep) return [step, ...all];
  const isFlat = couldBe && signals.every(({ dims }) => (dims?.length ?? 0) <= 2);
  return isFlat ? [...all, step] : all;
}

/** Ways in which a graph that was read for one step would be fed several: none may mix them. */
export function longer({ signals, states, starts }: Roles, inputs: readonly Port[]): readonly Way[] {
  const others = inputs.filter(({ name }) => states.has(name) || starts.some((one) => one.name === name));
  const shared = new Set(
    others.flatMap(({ dims }) => dims ?? []).filter((n) => typeof n === 'string' && n !== ''),
  );
  const named = signals.map((port) => ({
    ...port,
    dims: port.dims?.map((n) => (shared.has(n) || (typeof n === 'string' && BATCH.test(n)) ? 1 : n)) ?? null,
  }));
  return sequences(named).filter(({ steps }) => steps === null);
}

/** The size of an axis in one step. */
export const sizeInStep = (n: number | string): number => (isOpen(n) ? 1 : Number(n));
