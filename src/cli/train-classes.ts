/** Classes as targets: their names, by --classes and by the data. */
import { whole } from '../check/rules.ts';
import type { Roles } from '../data/role.ts';
import type { Dataset } from '../data/sequence.ts';
import { UsageError } from './failure.ts';
import { list, numberIn } from './flags/flag.ts';
import type { Notes } from './terminal.ts';

/** How many, what the data hold, or their names in order. */
export type Classes = number | 'auto' | readonly string[];

/** `3` → 3, `auto` → auto, `a,b` → [a, b] */
export function classesIn(given: string, name: string): Classes {
  if (given === 'auto') return given;
  const count = numberIn(given);
  if (typeof count === 'string' || given.includes(',')) {
    const found = list(given);
    if (found.length >= 2 && new Set(found).size === found.length) return found;
  } else if (whole(2)(count) === null) return count;
  throw new UsageError(
    `--${name} must be a whole number ≥ 2, two or more different names, or auto, not "${given}"`,
  );
}

/**
 * The names of the classes of a column, if --classes tells their number: numbers from 0 or from 1 on may be fewer in the data.
 * @param names in the data
 * @throws UsageError if that is no such number
 */
export function countedClasses(
  column: string,
  names: readonly string[],
  classes: Classes | undefined,
): readonly string[] {
  if (typeof classes !== 'number' || names.length === classes) return names;
  for (const first of [0, 1]) {
    const all = Array.from({ length: classes }, (_, i) => String(i + first));
    if (names.every((name) => all.includes(name))) return all;
  }
  throw new UsageError(
    `column "${column}" holds ${names.length} classes, ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}, ` +
      `but --classes says ${classes}: leave the number out with --classes auto, or name them`,
  );
}

/** As `countedClasses`, for the classes of columns if one is the target. @throws UsageError */
export const countedLabels = ({ labels, targets }: Roles, classes: Classes | undefined): Roles['labels'] =>
  targets.length !== 1
    ? labels
    : Object.fromEntries(
        Object.entries(labels).map(([column, names]) => [column, countedClasses(column, names, classes)]),
      );

/** The names of the target's classes; null for numbers. @throws UsageError if they do not fit --classes */
export function classNames(
  notes: Notes,
  dataset: Dataset,
  targets: readonly string[],
  { classes, isAhead }: { readonly classes: Classes | undefined; readonly isAhead: boolean },
  asked: readonly string[] | null,
): readonly string[] | null {
  const found = targets.find((name) => dataset.labels?.has(name));
  if (found === undefined) {
    if (classes !== undefined) throw new UsageError('--classes needs a target column: --target NAME');
    hintAtClasses(notes, dataset, targets, isAhead);
    return null;
  }
  if (targets.length !== 1) throw new UsageError('classes need exactly one target column');
  const names = dataset.labels?.get(found) as readonly string[];
  if (names.length < 2)
    throw new UsageError(
      `column "${found}" holds one class only, "${names[0]}": there is nothing to tell apart`,
    );
  if (!asked)
    notes.say(
      `target "${found}" holds ${names.length} classes, ${names.join(', ')}: --classes NAMES names them in another order`,
    );
  return names;
}

/** The most different whole numbers that look like classes. */
const FEW = 20;

/** Says that a target of few whole numbers is learnt as a number. */
function hintAtClasses(
  { say }: Notes,
  { channels, recordings: all }: Dataset,
  targets: readonly string[],
  isAhead: boolean,
): void {
  if (isAhead) return;
  for (const name of targets) {
    const c = channels.indexOf(name);
    const found = new Set<number>();
    for (const { values, channels: width } of all)
      for (let i = c; i < values.length && found.size <= FEW; i += width)
        if (!Number.isNaN(values[i])) found.add(values[i]);
    if (found.size >= 2 && found.size <= FEW && [...found].every(Number.isInteger))
      say(
        `target "${name}" holds ${found.size} different whole numbers and is learned as a number: --classes auto learns classes`,
      );
  }
}
