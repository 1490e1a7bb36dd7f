/** Says what is understood of tables before anything is trained. */
import { DataError } from '../../check/data-error.ts';
import { checkOptions } from '../../check/options.ts';
import type { Rules } from '../../check/rules.ts';
import type { Dialect, Table } from '../../table/table.ts';
import type { TimeAxis } from '../../table/time/axis.ts';
import { axesOf } from '../axes.ts';
import { leftOutNotes, tableNotes, timeNotes } from '../notes.ts';
import { type RecordingsOptions, recordingsRules } from '../recordings.ts';
import type { RoleChoice, Roles } from '../role.ts';
import { roleRules, rolesWith } from '../roles.ts';
import { type Stretch, stretchesOf } from '../stretches.ts';
import { type ColumnLook, columnLook } from './columns.ts';
import { type TimeLook, timeLook } from './time.ts';
import { classNotes, leakWarnings, markerWarnings, shapeWarnings } from './warnings.ts';

type Ordering = Pick<RecordingsOptions, 'splitGap' | 'sort' | 'duplicates'>;

/** What columns are for, and how rows become recordings, as for `rolesOf` and `recordings`. */
export interface LookOptions extends RoleChoice, Ordering {}

/** What is understood of tables. Holds only what JSON can. */
export interface Look {
  readonly files: readonly string[];
  /** `CSV`, `JSON lines`, `Parquet`, `NPY`. */
  readonly format: string;
  /** Of all files. */
  readonly rows: number;
  /** How many there are, and their rows. */
  readonly recordings: {
    readonly count: number;
    readonly shortest: number;
    readonly median: number;
    readonly longest: number;
  };
  /** How the first file is written, and what of that was guessed; null for formats that are no text. */
  readonly dialect: (Dialect & { readonly guessed: readonly (keyof Dialect)[] }) | null;
  readonly time: TimeLook | null;
  readonly columns: readonly ColumnLook[];
  /** What was assumed, what is strange, and what training would refuse: sentences with the flag that helps. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

const rules: Rules<LookOptions> = {
  ...roleRules,
  splitGap: recordingsRules.splitGap,
  sort: recordingsRules.sort,
  duplicates: recordingsRules.duplicates,
};

/**
 * Looks at tables. What `rolesOf` and `recordings` would refuse is among the problems of the answer, and the rest is
 * described as if the flag that helps were given.
 * @param tables at least one
 * @throws {RangeError} for an unknown option or a wrong value
 */
export function look(tables: readonly Table[], options: LookOptions = {}): Look {
  checkOptions('look', options, rules);
  if (tables.length === 0) throw new RangeError('look: there must be at least one table');
  const { read, problems } = firstThatReads(tables, options);
  const { axes, roles, stretches, splitGap } = read;
  const looked = roles.columns.map((role) => columnLook(tables, stretches.whole, role));
  const timed = axes.filter((axis) => axis !== null);
  const [{ dialect, guessed, format }] = tables;
  return {
    files: tables.map(({ file }) => file),
    format,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    recordings: lengths(stretches.parted.flat()),
    dialect: dialect && { ...dialect, guessed },
    time: timed.length === axes.length ? timeLook(timed, stretches.whole, splitGap) : null,
    columns: looked.map((one) => one.look),
    notes: [...tableNotes(tables), ...read.notes, ...classNotes(looked, Object.keys(roles.labels))],
    warnings: [
      ...markerWarnings(looked),
      ...looked.flatMap(shapeWarnings),
      ...leakWarnings(tables, stretches.whole, looked),
    ],
    problems,
  };
}

/** Tables as they were understood. */
interface Reading {
  readonly axes: readonly (TimeAxis | null)[];
  readonly roles: Roles;
  readonly stretches: {
    /** Rows of equal times side by side, without seams at gaps. */
    readonly whole: readonly (readonly Stretch[])[];
    readonly parted: readonly (readonly Stretch[])[];
  };
  readonly splitGap: number | null;
  readonly notes: readonly string[];
}

/** Tries what was asked for, and then what asks for less. */
function firstThatReads(
  tables: readonly Table[],
  options: LookOptions,
): { readonly read: Reading; readonly problems: readonly string[] } {
  const messy = { sort: true, duplicates: 'first' } as const;
  const { target: _t, inputs: _i, known: _k, labels: _l, oneHot: _o, ignore: _g, ...plain } = options;
  const attempts = [
    options,
    { ...options, sort: true },
    { ...options, ...messy },
    { ...options, time: null },
    { ...plain, ...messy },
  ];
  const problems = new Set<string>();
  for (const attempt of attempts)
    try {
      return { read: readingOf(tables, attempt), problems: [...problems] };
    } catch (error) {
      if (!(error instanceof DataError || error instanceof RangeError)) throw error;
      problems.add(error.message);
    }
  return { read: readingOf(tables, { time: null }), problems: [...problems] };
}

/** @throws what `rolesOf` and `recordings` throw */
function readingOf(tables: readonly Table[], options: LookOptions): Reading {
  const { splitGap = 20, sort = false, duplicates = null, ...choice } = options;
  const axes = axesOf(tables, choice);
  const roles = rolesWith(tables, choice, axes[0]);
  const notes = [...timeNotes(tables, axes), ...leftOutNotes(tables[0].file, roles)];
  const parting = { group: roles.group, splitGap, sort, duplicates, step: 0 };
  const parted = tables.map((table, i) => stretchesOf(table, axes[i], parting, (note) => notes.push(note)));
  const all = { ...parting, splitGap: null, sort: true, duplicates: 'mean' } as const;
  const whole = tables.map((table, i) => stretchesOf(table, axes[i], all, () => {}));
  return { axes, roles, stretches: { whole, parted }, splitGap, notes };
}

function lengths(stretches: readonly Stretch[]): Look['recordings'] {
  const sorted = Float64Array.from(stretches, ({ rows }) => rows.length).sort();
  const count = sorted.length;
  if (count === 0) return { count, shortest: 0, median: 0, longest: 0 };
  return { count, shortest: sorted[0], median: sorted[count >> 1], longest: sorted[count - 1] };
}
