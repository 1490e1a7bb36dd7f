/** Decides what each column of tables is for. */
import { checkOptions } from '../check/options.ts';
import { flag, listOf, type Rules, rule, text } from '../check/rules.ts';
import type { Table } from '../table/table.ts';
import type { TimeAxis } from '../table/time/axis.ts';
import { axesOf } from './axes.ts';
import type { RoleChoice, Roles } from './role.ts';
import { Uses } from './uses.ts';

const names = listOf(text);
const worded = rule(
  'names of columns, or an object that holds the words of each',
  (x) => typeof x === 'object' && x !== null,
);

export const roleRules: Rules<RoleChoice> = {
  time: rule(
    'a name, a list of names or null',
    (x) => x === null || typeof x === 'string' || names(x) === null,
  ),
  timeFormat: text,
  zone: text,
  group: names,
  target: names,
  next: flag,
  inputs: names,
  known: names,
  ignore: names,
  oneHot: worded,
  labels: worded,
};

/**
 * Decides what each column is for.
 * @param tables at least one; all must have the columns that are read, in any order
 * @throws {RangeError} for an unknown option
 * @throws {DataError} for a name or a pattern that fits no column (with the nearest name); a column that is asked for and holds
 * texts or times (with line and cell); a file that lacks a column; times that cannot be read
 */
export function rolesOf(tables: readonly Table[], choice: RoleChoice = {}): Roles {
  checkOptions('rolesOf', choice, roleRules);
  return rolesWith(tables, choice, axesOf(tables, choice)[0]);
}

/** Like `rolesOf`, with the time that the first table has; null for none. */
export function rolesWith(tables: readonly Table[], choice: RoleChoice, axis: TimeAxis | null): Roles {
  const uses = new Uses(tables, choice, axis);
  const { names: all, targets, known, inputs, group, labels, oneHot } = uses;
  const named = new Set([...inputs, ...targets, ...known]);
  return {
    columns: all.map((name) => uses.roleOf(name)),
    time: axis?.columns ?? null,
    group,
    inputs: inputs.flatMap((name) => oneHot[name]?.map((word) => `${name}=${word}`) ?? [name]),
    targets,
    known,
    labels,
    oneHot,
    // without names, channels stand as the columns do
    read: choice.inputs ? [...named] : all.filter((name) => named.has(name)),
  };
}
