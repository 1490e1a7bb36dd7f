/** What was assumed of the columns of tables, in sentences with the flag that changes it. */
import { typed } from '../check/typed.ts';
import type { Table } from '../table/table.ts';
import type { TimeAxis } from '../table/time/axis.ts';
import type { Roles } from './role.ts';
import type { Dataset, Recording } from './sequence.ts';

/** The most columns that a note names. */
const NAMED = 8;

/** What readers assumed of tables: a note that holds of several is given once. */
export const tableNotes = (tables: readonly Table[]): string[] =>
  shared(tables.map(({ file, notes }) => ({ file, notes })));

/** What was assumed of the times, likewise. */
export const timeNotes = (tables: readonly Table[], axes: readonly (TimeAxis | null)[]): string[] =>
  shared(tables.map(({ file }, i) => ({ file, notes: axes[i]?.notes ?? [] })));

/** `a.csv: …`, or `a.csv and 2 more: …`. */
function shared(all: readonly { readonly file: string; readonly notes: readonly string[] }[]): string[] {
  const files = new Map<string, string[]>();
  for (const { file, notes } of all)
    for (const note of notes) {
      const said = files.get(note);
      if (said) said.push(file);
      else files.set(note, [file]);
    }
  return [...files].map(
    ([note, [first, ...others]]) =>
      `${first}${others.length > 0 ? ` and ${others.length.toLocaleString('en')} more` : ''}: ${note}`,
  );
}

/** Notes on columns that are left out, though nobody said so. */
export function leftOutNotes(file: string, { columns }: Roles): string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, why, isGuess } of columns) {
    if (!isGuess || why === null) continue;
    const general = generally(why, name);
    const names = reasons.get(general);
    if (names) names.push(name);
    else reasons.set(general, [name]);
  }
  return [...reasons].map(([why, names]) => {
    const some = names.slice(0, NAMED).map((name) => `"${name}"`);
    const more = names.length > NAMED ? ` and ${(names.length - NAMED).toLocaleString('en')} more` : '';
    return `${file}: column${names.length > 1 ? 's' : ''} ${some.join(', ')}${more} left out: ${why}`;
  });
}

/** A reason without its column, so that columns share a note. */
const generally = (why: string, name: string): string =>
  why.replace(`--one-hot ${typed(name)} `, '--one-hot NAME ');

/** A note on channels of numbers that hold one value all the time: nothing can be learnt from them. */
export function constantNotes(file: string, { channels, recordings, labels, oneHot }: Dataset): string[] {
  const words = [...(oneHot ?? [])].flatMap(([name, all]) => all.map((word) => `${name}=${word}`));
  const constant = channels.flatMap((name, c) => {
    const value = labels?.has(name) || words.includes(name) ? null : constantIn(recordings, c);
    return value === null ? [] : [`"${name}" (${value})`];
  });
  if (constant.length === 0) return [];
  const more = constant.length > NAMED ? ` and ${constant.length - NAMED} more` : '';
  return [
    `${file}: column${constant.length > 1 ? 's' : ''} ${constant.slice(0, NAMED).join(', ')}${more} never change${
      constant.length > 1 ? '' : 's'
    }, so nothing can be learnt from ${constant.length > 1 ? 'them' : 'it'}: --ignore NAMES leaves columns out`,
  ];
}

/** The only value of a channel; null if it has several, or none. */
function constantIn(made: readonly Recording[], c: number): number | null {
  let only: number | null = null;
  for (const { values, channels } of made)
    for (let k = c; k < values.length; k += channels) {
      if (Number.isNaN(values[k])) continue;
      if (only !== null && values[k] !== only) return null;
      only = values[k];
    }
  return only;
}
