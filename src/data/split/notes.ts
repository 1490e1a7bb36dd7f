/** What to say of a split. */
import { grouped } from '../../charts/number-format.ts';
import type { Dataset, Recording } from '../sequence.ts';
import type { ShareOptions, Split } from './options.ts';

const rowsOf = ({ length, context = 0 }: Recording): number => length - context;
const counted = (n: number, one: string): string => `${grouped(n)} ${one}${n === 1 ? '' : 's'}`;

/**
 * How much each part has, in a line.
 * @param recordings how many there were before the split
 */
export function splitLine(
  { train, validation, test }: Split,
  { validation: rule, label }: Pick<ShareOptions, 'validation' | 'label'>,
  recordings: number,
): string {
  const [learnt, validated, tested] = [train, validation, test].map((part) => part.recordings.length);
  if (learnt + validated + tested === recordings) {
    const parts = `${counted(learnt, 'recording')} train`;
    if (rule === 'last') return `${parts}, the next ${validated} validate, the last ${tested} test`;
    if (label !== undefined) return `${parts}, ${validated} validate, ${tested} test, by their labels`;
    return `${parts}, ${validated} between them validate, the last ${tested} test`;
  }
  const rows = (part: Dataset): number => part.recordings.reduce((sum, one) => sum + rowsOf(one), 0);
  const blocks = validated > recordings ? ` in ${validated} blocks between them` : '';
  const last =
    recordings > 1
      ? `the last ${grouped(rows(test))} of all ${recordings} recordings`
      : `the last ${grouped(rows(test))}`;
  return `${counted(rows(train), 'row')} train, ${grouped(rows(validation))}${blocks} validate, ${last} test`;
}

/** The most classes that a note names. */
const NAMED = 8;

/** Notes on classes that a part lacks. @param channel holds classes that the dataset names */
export function classNotes(parts: Split, channel: string, perRecording: boolean): string[] {
  const names = parts.train.labels?.get(channel) ?? [];
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map((part) =>
    classesIn(part, channel),
  );
  const list = (classes: readonly number[]): string => {
    const shown = classes.slice(0, NAMED).map((label) => `"${names[label]}"`);
    return `${shown.join(', ')}${classes.length > NAMED ? ` and ${classes.length - NAMED} more` : ''}`;
  };
  const without = (found: ReadonlySet<number>, all: Iterable<number>): number[] =>
    [...all].filter((label) => !found.has(label)).sort((a, b) => a - b);
  const unseen = without(train, new Set([...validation, ...test]));
  const all = new Set([...train, ...validation, ...test]);
  const few = [
    ['validation', without(validation, all)],
    ['test', without(test, all)],
  ] as const;
  return [
    ...(unseen.length > 0
      ? [
          `"${channel}": training never sees ${list(unseen)}, which other parts hold, so it cannot be told: ` +
            'give data in which every class comes up early on',
        ]
      : []),
    ...(perRecording ? few : []).flatMap(([part, classes]) =>
      classes.length > 0
        ? [
            `"${channel}": the ${part} part has no recording of ${list(classes)}: ` +
              'three of a class put one in each part',
          ]
        : [],
    ),
  ];
}

/** The classes of a channel, without those of the context. */
function classesIn({ recordings, channels }: Dataset, channel: string): Set<number> {
  const at = channels.indexOf(channel);
  const found = new Set<number>();
  for (const { values, channels: width, context = 0 } of recordings)
    for (let i = context * width + at; i < values.length; i += width)
      if (!Number.isNaN(values[i])) found.add(values[i]);
  return found;
}
