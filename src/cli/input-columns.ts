/** Which columns of a table a model is fed with. */

import { meant } from '../check/nearest.ts';
import type { TimeColumn } from '../data/sequence.ts';
import { FileError } from './files.ts';
import type { Notes } from './notes.ts';
import { sentence } from './usage.ts';

/**
 * The columns that a model reads, in the order of its inputs. Says which is which where only the position tells.
 * @param time is no input
 * @param width inputs of the model
 * @param named the columns by name; null: all of them, by position
 * @throws FileError for a column that is missing, or too many or too few to go by position
 */
export function inputColumns(
  notes: Notes,
  file: string,
  columns: readonly string[],
  time: TimeColumn | null,
  width: number,
  named: readonly string[] | null,
): readonly string[] {
  const missing = named?.find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw new FileError(
      `${file}: column "${missing}", which the model reads, is missing${sentence(meant(missing, columns))} ` +
        '--inputs NAMES takes other columns',
    );
  if (named) return named;
  const left = columns.filter((name) => name !== time?.name && !time?.beside.includes(name));
  if (left.length !== width)
    throw new FileError(
      `${file}: has ${left.length} columns${time ? ' beside the time' : ''}, ${left.join(', ')}, but the model reads ${width} ` +
        'and does not name them: say which, in the order of its inputs, with --inputs NAMES',
    );
  notes.say(
    `${file}: the model does not name its inputs, so columns go by position: ` +
      `${left.map((name, i) => `input ${i} is "${name}"`).join(', ')}; --inputs NAMES takes others`,
  );
  return left;
}
