import { type Command, programOf } from '../command.ts';
import type { Flag } from './flag.ts';

/** Columns of a line of help. */
const WIDTH = 110;

/** The help of a command: its usage, its arguments, and its flags with accepted values and defaults. */
export function help(command: Command): string {
  const { description, positionals, flags, examples } = command;
  const needed = Object.entries(flags).flatMap(([name, one]) =>
    one.required ? [` --${name} ${one.hint ?? 'VALUE'}`] : [],
  );
  const words = Object.entries(positionals).map(([name, { optional, many }]) =>
    optional ? ` [${placed(name, many)}]` : ` ${placed(name, many)}`,
  );
  return [
    `${description}\n\nUSAGE  ${programOf(command)} [OPTIONS]${words.join('')}${needed.join('')}\n`,
    ...section(
      'ARGUMENTS',
      Object.entries(positionals).map(([name, { help: text, many }]) => [placed(name, many), text]),
    ),
    ...section(
      'OPTIONS',
      Object.entries(flags).map(([name, one]) => [spelling(name, one), described(one)]),
    ),
    `EXAMPLES\n\n${examples.map((line) => `  ${line}`).join('\n')}\n`,
  ].join('\n');
}

const placed = (name: string, many = false): string => `${name.toUpperCase()}${many ? '…' : ''}`;

/** `-o, --out FILE` */
const spelling = (name: string, { alias, type, hint = 'VALUE' }: Flag<unknown>): string =>
  `${alias ? `-${alias}, ` : '    '}--${name}${type === 'boolean' ? '' : ` ${hint}`}`;

/** The purpose of a flag, then accepted values and the default, if known. */
export function described({
  help: text,
  expected,
  required,
  otherwise,
  default: value,
}: Flag<unknown>): string {
  const without = required ? 'required' : (otherwise ?? value);
  const notes = [
    ...(expected === undefined ? [] : [expected]),
    ...(without === undefined ? [] : [required ? without : `default: ${without}`]),
  ];
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`;
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  const lines = rows.map(([left, right]) =>
    folded(right, WIDTH - width)
      .map((line, i) => `${i === 0 ? `  ${left}`.padEnd(width) : ' '.repeat(width)}${line}`)
      .join('\n'),
  );
  return [`${title}\n\n${lines.join('\n')}\n`];
}

/** Breaks a text between words into lines of limited length. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
