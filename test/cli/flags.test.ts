/** Every flag of every command: the help says it, its default can be read, and what it does not accept is one line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../../audit/command.ts';
import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { UsageError } from '../../src/cli/failure.ts';
import { help } from '../../src/cli/flags/help.ts';
import { learning } from '../../src/cli/flags/learning.ts';
import { read } from '../../src/cli/flags/read.ts';
import { train } from '../../src/cli/train.ts';
import { defaults } from '../../src/train/defaults.ts';
import { trainRules } from '../../src/train/options.ts';
import { called, root } from './command-line.ts';

const programs: readonly Command[] = [...commands, audit];
const flags = programs.flatMap((command) =>
  Object.entries(command.flags).map(([name, flag]) => ({ command, name, flag })),
);
/** The help without its line ends. */
const unfolded = (command: Command): string => help(command).replaceAll(/\s+/g, ' ');

/** The words that a command needs, beside those that are tested. */
function needed(command: Command, but: string): string[] {
  const samples: Readonly<Record<string, string>> = { inputs: '0..1' };
  const required = Object.entries(command.flags).filter(([name, { required }]) => required && name !== but);
  return [
    ...Object.values(command.positionals).flatMap(({ optional }) => (optional ? [] : ['x'])),
    ...required.flatMap(([name]) => [`--${name}`, samples[name] ?? 'x']),
  ];
}

test.each(flags)('$command.name --$name: the help says what it is for and what holds without it', (one) => {
  const { command, name, flag } = one;
  const text = unfolded(command);
  expect(text).toContain(`--${name} `);
  expect(text).toContain(flag.help);
  if (flag.expected) expect(text).toContain(flag.expected);
  if (flag.required) expect(text).toContain(`${flag.help} (required`);
  const without = flag.otherwise ?? flag.default;
  if (without !== undefined) expect(text).toContain(`default: ${without})`);
});

test.each(flags.filter(({ flag }) => flag.default !== undefined))(
  '$command.name --$name: the default is a value like any other',
  ({ command, name, flag }) => {
    const words = needed(command, '');
    const silent = read(command, words) as Record<string, unknown>;
    const said = read(command, [...words, `--${name}`, flag.default as string]) as Record<string, unknown>;
    expect(said).toEqual(silent);
    expect(silent[name]).toBeDefined();
  },
);

/** Nothing that has a range accepts this. */
const WRONG = 'w~ong';
test.each(flags.filter(({ flag }) => flag.expected !== undefined && flag.type === 'string'))(
  '$command.name --$name refuses "w~ong" in one line that says what it accepts',
  async ({ command, name, flag }) => {
    const words = [...needed(command, name), `--${name}`, WRONG];
    expect(() => read(command, words)).toThrow(UsageError);
    expect(() => read(command, words)).toThrow(`--${name} must be ${flag.expected}, not "${WRONG}"`);
    if (command === (audit as Command)) return;
    const { status, stdout, stderr } = await called([command.name, ...words]);
    expect([status, stdout, stderr.trim().split('\n')]).toEqual([2, '', [expect.any(String)]]);
  },
);

describe('flags that are options of train', () => {
  const options = Object.entries(learning).map(([name, flag]) => ({ name, option: flag.option, flag }));

  test.each(options)('--$name is $option, with its default', ({ option, flag, name }) => {
    expect(Object.keys(trainRules)).toContain(option);
    const given = (defaults as Record<string, unknown>)[option];
    if (given === undefined) return;
    // some depend on other flags
    if (!('otherwise' in flag)) expect((read(train, ['x']) as Record<string, unknown>)[name]).toBe(given);
    expect(trainRules[option](given)).toBeNull();
    expect(flag.expected).toBe(trainRules[option].expected);
  });

  test('none of those with a default is left out', () => {
    const flagged = options.map(({ option }) => option as string);
    expect(Object.keys(defaults).filter((option) => !flagged.includes(option))).toEqual([]);
  });
});

describe('words', () => {
  test('more than a command takes are refused', () => {
    const [inspect] = commands.filter(({ name }) => name === 'inspect');
    expect(() => read(inspect, ['x', 'y'])).toThrow(
      'inspect: too many arguments. See meniscus inspect --help',
    );
  });

  const [certify] = programs.filter(({ name }) => name === 'certify');
  const inputs = (...words: string[]) => (read(certify, ['x.mns', ...words]) as { inputs: unknown }).inputs;

  test.each([[['--inputs', '-3..40']], [['--inputs=-3..40']], [['--inputs', '0..1', '--inputs', '-3..40']]])(
    '%j: a value may begin with a minus, and the last one counts',
    (words) => {
      expect(inputs(...words)).toEqual([[-3, 40]]);
    },
  );

  test.each([
    [['-o=y.mns']],
    [['-o', 'y.mns']],
    [['--out', 'y.mns']],
    [['--out=y.mns']],
    [['--out=z', '--', '-x']],
  ])('%j names the file', (words) => {
    const [file, out] = words.includes('--') ? ['-x', 'z'] : ['x', 'y.mns'];
    expect(read(train, words.includes('--') ? words : ['x', ...words])).toMatchObject({ files: [file], out });
  });

  test.each([
    [['x', '--epoch', '3'], 'train: unknown flag --epoch: did you mean --epochs?'],
    [['x', '--epoch=3'], 'train: unknown flag --epoch=3: did you mean --epochs?'],
    [['x', '-out', 'y'], 'train: unknown flag -out: did you mean --out?'],
    [['x', '-oy'], 'train: unknown flag -oy'],
    [['x', '--no-resume'], 'train: unknown flag --no-resume'],
    [['x', '--constructor', '3'], 'train: unknown flag --constructor'],
    [['x', '-5'], 'train: unknown flag -5'],
    [['x', '--out'], 'train: --out needs a value.'],
    [['x', '--out', '--resume'], 'train: --out needs a value.'],
    [['x', '-o', '-x'], 'train: --out needs a value.'],
    [['x', '--resume=maybe'], '--resume must be true or false, not "maybe"'],
    [[], 'train: files is missing.'],
    [['x', '--epochs', '1e'], '--epochs must be a whole number ≥ 1, not "1e"'],
    [['x', '--epochs', '-5'], '--epochs must be a whole number ≥ 1, not -5'],
    [['x', '--regularise', 'mdl=much'], 'mdl= must be a finite number, not "much"'],
    [['x', '--regularise', 'mld=1'], '--regularise must be'],
  ])('%j is refused', (words, message) => {
    expect(() => read(train, words)).toThrow(message);
    expect(() => read(train, words)).toThrow(UsageError);
  });
});

/** Flags of other programs that the pages name: of Node, deno, esbuild and the scripts here. */
const others = ['print-wasm-code', 'allow-read', 'format', 'shrink', 'quick'];

test('every flag that the pages name is one', () => {
  const known = new Set([...flags.map(({ name }) => name), ...others]);
  const pages = readdirSync(join(root, 'docs')).filter((page) => page.endsWith('.md'));
  const wrong = ['README.md', ...pages.map((page) => join('docs', page))].flatMap((page) => {
    const named = readFileSync(join(root, page), 'utf8').matchAll(/`--([a-z][a-z-]*)/g);
    return [...named].flatMap(([, name]) => (known.has(name) ? [] : [`${page}: --${name}`]));
  });
  expect(wrong).toEqual([]);
});
