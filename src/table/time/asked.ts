/** What `--time-format` takes. */
import { DataError } from '../../check/data-error.ts';
import { nearest } from '../../check/nearest.ts';
import { shown } from '../../check/shown.ts';
import { type DateFormat, dateFormats } from './dates.ts';
import { type EpochUnit, epochUnits } from './epoch.ts';

/** A format of times: a date, a time of day or both; numbers since 1970; or plain numbers. */
export type AskedFormat =
  | { readonly kind: 'calendar'; readonly dates: readonly DateFormat[] }
  | { readonly kind: 'epoch'; readonly unit: EpochUnit }
  | { readonly kind: 'number' };

const ISO = ['yyyy-mm-dd', 'yyyymmdd', 'yyyy-mm'];
const CLOCK = /^hh([:.]?)mm(\1ss([.,:]?fff)?)?( ?am)?( ?zone)?$/;
const examples = ['dd.mm.yyyy hh:mm:ss', 'mm/dd/yyyy', 'iso', ...Object.keys(epochUnits), 'number'];

/**
 * Reads a format in its words: `yyyy` or `yy`, `mm` (months beside days, minutes beside hours), `mmm` (a month's name), `dd`,
 * `hh`, `ss`, `fff`, `am`, `zone`; or `iso`; or `s`, `ms`, `us`, `ns` since 1970; or `number`. In any letter case.
 * @throws {DataError} for a format that is none of these
 */
export function timeFormatOf(text: string): AskedFormat {
  const wanted = text.trim().toLowerCase();
  if (wanted === 'number') return { kind: 'number' };
  if (wanted in epochUnits) return { kind: 'epoch', unit: wanted as EpochUnit };
  if (wanted === 'iso' || wanted === 'iso 8601')
    return { kind: 'calendar', dates: dateFormats.filter(({ name }) => ISO.includes(name)) };
  const words = plain(wanted);
  for (const date of [...dateFormats].sort((a, b) => b.name.length - a.name.length)) {
    const name = sortable(date.name);
    const begins = sortable(words).startsWith(name);
    const rest = begins ? words.slice(name.length).replace(/^(?:t(?=h)|[ ,:_]+)/, '') : '';
    if (begins && (rest === '' || CLOCK.test(rest))) return { kind: 'calendar', dates: [date] };
  }
  if (CLOCK.test(words)) return { kind: 'calendar', dates: [] };
  const near = nearest(wanted, [...dateFormats.map(({ name }) => name), ...examples]);
  throw new DataError(
    `time format ${shown(text)} is unknown${near === null ? ':' : `: did you mean "${near}"? Or`} write it in the words ` +
      `yyyy, yy, mm, mmm (Mar), dd, hh, ss, fff, am, zone, for example ${examples.map((one) => `"${one}"`).join(', ')}`,
  );
}

/** Dates with a month's name are told apart by the order of their parts only. */
const sortable = (words: string): string => (words.includes('mmm') ? words.replace(/[-/.,]/g, ' ') : words);

/** The same words whatever the number of their letters: `D.M.YYYY H:m` is `dd.mm.yyyy hh:mm`. */
const plain = (text: string): string =>
  text
    .replace(/month|mon|zone|am|pm|tt|([ymdhsfz])\1*/g, (word) => {
      if (/^mo|^mmm/.test(word)) return 'mmm';
      if (/^[apt]/.test(word)) return 'am';
      if (word[0] === 'y') return word.length === 2 ? 'yy' : 'yyyy';
      return { z: 'zone', f: 'fff' }[word[0]] ?? word[0].repeat(2);
    })
    .replace('am/am', 'am');
