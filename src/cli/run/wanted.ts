import { wholeNames } from '../../data/globs.ts';
import { FileError } from '../../files/error.ts';
import type { InputSource, Reading } from '../../format/reading.ts';
import { UsageError } from '../failure.ts';
import type { Notes } from '../terminal.ts';
import { checkColumns, columnsOf, directly, plainSources, type Wanted } from './plan.ts';
import type { Predicted } from './score.ts';

/** What the flags ask for. */
export interface Asked {
  /** From --inputs; empty without it. */
  readonly inputs: readonly string[];
  /** From --keep: columns, `time`, and not `truth`. */
  readonly keep: readonly string[];
  /** What helps where a column is missing that is read, and one that is predicted; empty where nothing does. */
  readonly hints: readonly [read: string, predicted: string];
  /** What the outputs predict, if that is read; null if not. */
  readonly predicted: Predicted | null;
  /** Whether another file tells what is predicted. */
  readonly isLabelled: boolean;
}

/**
 * Decides what is read of a table.
 * @param width inputs of the model
 * @param columns of the table
 * @param others of these for the time and for groups, which are no inputs by position
 * @throws FileError for missing columns, or for too many or too few to go by position
 */
export function wantedOf(
  notes: Notes,
  file: string,
  reading: Reading,
  width: number,
  asked: Asked,
  columns: readonly string[],
  others: { readonly time: readonly string[]; readonly group: readonly string[] },
): Wanted {
  const { inputs, predicted, hints, isLabelled } = asked;
  const { time, group } = others;
  const sources =
    inputs.length > 0
      ? chosenSources(inputs, reading, width)
      : reading.sources && reading.inputs
        ? directly(reading.sources, reading.inputs, columns)
        : byPosition(
            notes,
            file,
            width,
            columns.filter((name) => !time.includes(name) && !group.includes(name)),
            time.length > 0,
          );
  checkColumns(file, columnsOf(sources), columns, 'which the model reads', hints[0]);
  checkColumns(file, group, columns, 'which --group names', '--group NAMES takes others');
  if (predicted && !isLabelled)
    checkColumns(file, predicted.columns, columns, 'which the model predicts', hints[1]);
  const kept = wholeNames(asked.keep, columns).flatMap((name) =>
    name === 'time' && !columns.includes('time') ? time : [name],
  );
  checkColumns(file, kept, columns, 'which --keep names', '--keep NAMES takes others');
  return { sources, predicted, kept };
}

/** The columns of --inputs for the readings of the model, and what a session computes of them. @throws UsageError */
export function chosenSources(inputs: readonly string[], { sources }: Reading, width: number): InputSource[] {
  const derived = sources?.filter((one) => one.derived !== null) ?? [];
  const readings = width - derived.length;
  if (inputs.length !== readings)
    throw new UsageError(
      `--inputs names ${inputs.length} column${inputs.length === 1 ? '' : 's'}, but the model reads ${readings}`,
    );
  return [...plainSources(inputs), ...derived];
}

/** The columns as inputs in their order, which is said. */
function byPosition(
  notes: Notes,
  file: string,
  width: number,
  left: readonly string[],
  isTimed: boolean,
): InputSource[] {
  if (left.length !== width)
    throw new FileError(
      `${file}: has ${left.length} columns${isTimed ? ' besides the time' : ''}, ${left.join(', ')}, but the model reads ${width} and does not name ` +
        'them: say which, in the order of its inputs, with --inputs NAMES',
    );
  notes.say(
    `${file}: the model does not name its inputs, so columns go by position: ` +
      `${left.map((name, i) => `input ${i} is "${name}"`).join(', ')}; --inputs NAMES takes others`,
  );
  return plainSources(left);
}
