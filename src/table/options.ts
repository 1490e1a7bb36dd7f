/** Rules for the options of readers. */
import { dataError } from '../check/data-error.ts';
import { checkOptions } from '../check/options.ts';
import { anything, flag, listOf, needed, oneOf, type Rules, text } from '../check/rules.ts';
import { type Dialect, encodings, separators, type TableOptions } from './table.ts';

const texts = listOf(text);

export const tableRules: Rules<TableOptions> = {
  file: needed(text),
  encoding: oneOf(encodings),
  separator: oneOf(separators),
  decimal: oneOf(['.', ',']),
  thousands: oneOf(['', '.', ',', "'", ' ']),
  header: flag,
  missing: texts,
  timeFormat: text,
  zone: text,
  texts,
  duplicateNames: oneOf(['number']),
  columns: (value) => (typeof value === 'function' ? anything(value) : texts(value)),
};

/** What of a dialect no option gives. */
export const guessedOf = (dialect: Dialect, options: TableOptions): (keyof Dialect)[] =>
  (Object.keys(dialect) as (keyof Dialect)[]).filter((key) => options[key] === undefined);

/** @throws {DataError} naming the function and the option */
export const checkTableOptions = (of: string, options: TableOptions): void =>
  checkOptions(of, options, tableRules, dataError);
