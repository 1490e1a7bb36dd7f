/** Finds out what each column of tables is used for, and refuses what does not go together. */

import { DataError } from '../check/data-error.ts';
import { meant } from '../check/nearest.ts';
import { typed } from '../check/typed.ts';
import type { Table } from '../table/table.ts';
import type { TimeAxis } from '../table/time/axis.ts';
import { type Content, contentOf, placeOf } from './content.ts';
import { chosenColumns } from './globs.ts';
import type { ColumnRole, Role, RoleChoice } from './role.ts';
import { knownWords, type Worded, wordedNames, wordsIn } from './words.ts';

type Words = Readonly<Record<string, readonly string[]>>;

/** The columns of tables by their use. */
export class Uses {
  /** Every column: those of the first table, then those that only others have. */
  readonly names: readonly string[];
  readonly group: readonly string[];
  readonly oneHot: Words;
  readonly targets: readonly string[];
  readonly labels: Words;
  readonly known: readonly string[];
  readonly inputs: readonly string[];
  /** The inputs, to look up. */
  readonly #read: ReadonlySet<string>;
  readonly #tables: readonly Table[];
  readonly #axis: TimeAxis | null;
  readonly #isAhead: boolean;
  /** Whether the inputs were named: then nobody expects the others. */
  readonly #isNamed: boolean;
  readonly #ignored: readonly string[];
  readonly #contents: ReadonlyMap<string, Content>;

  /** @throws {DataError} as `rolesOf` */
  constructor(tables: readonly Table[], choice: RoleChoice, axis: TimeAxis | null) {
    this.#tables = tables;
    this.#axis = axis;
    this.#isAhead = choice.next ?? false;
    this.#isNamed = choice.inputs !== undefined;
    this.names = [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
    this.#contents = new Map(this.names.map((name) => [name, contentOf(tables, name)]));
    this.#ignored = this.#chosen(choice.ignore, '--ignore');
    this.group = this.#chosen(choice.group, '--group');
    this.oneHot = this.#wordsOf(
      choice.oneHot,
      this.#chosen(wordedNames(choice.oneHot), '--one-hot'),
      'inputs',
    );
    const labels = this.#chosen(wordedNames(choice.labels), '--classes');
    this.targets = [...new Set([...this.#chosen(choice.target, '--target'), ...labels])];
    const worded = this.targets.filter((name) => labels.includes(name) || this.#isWords(name));
    this.labels = this.#wordsOf(choice.labels, worded, 'classes');
    this.known = this.#chosen(choice.known, '--known');
    this.inputs = choice.inputs
      ? this.#asked(choice.inputs)
      : this.names.filter((name) => this.#isUsual(name));
    this.#read = new Set(this.inputs);
    for (const name of [...this.group, ...this.inputs, ...this.targets, ...this.known]) this.#check(name);
  }

  roleOf(name: string): ColumnRole {
    const isRead = this.#read.has(name);
    const uses: readonly (readonly [Role, readonly string[] | undefined])[] = [
      ['time', this.#axis?.columns],
      ['group', this.group],
      ['target', this.targets],
      ['known', this.known],
    ];
    const role = uses.find(([, list]) => list?.includes(name))?.[0] ?? (isRead ? 'input' : 'left out');
    if (role !== 'left out') return { name, role, isRead, why: null, isGuess: false };
    const said = this.#ignored.includes(name)
      ? 'ignored (--ignore)'
      : this.#axis?.beside.includes(name)
        ? `looks like a time too (--time ${typed(name)} takes it)`
        : null;
    return { name, role, isRead, why: said ?? this.#whyNot(name), isGuess: said === null && !this.#isNamed };
  }

  #chosen(wanted: readonly string[] | undefined, flag: string): string[] {
    return chosenColumns(this.#tables[0].file, wanted ?? [], this.names, flag);
  }

  #content(name: string): Content {
    return this.#contents.get(name) as Content;
  }

  /** Whether a column holds words, and not numbers with a word astray. */
  #isWords(name: string): boolean {
    const { kind, isMixed } = this.#content(name);
    return kind === 'text' && !isMixed && !Object.hasOwn(this.oneHot, name);
  }

  #wordsOf(given: Worded | undefined, names: readonly string[], purpose: string): Words {
    return Object.fromEntries(
      names.map((name) => [name, knownWords(given, name) ?? wordsIn(this.#tables, name, purpose)]),
    );
  }

  /** Whether a column is an input if nobody says anything. */
  #isUsual(name: string): boolean {
    const { kind, lacking } = this.#content(name);
    if (lacking !== null || this.#otherUse(name) !== null) return false;
    if (this.#axis?.beside.includes(name)) return false;
    return (
      (kind === 'number' || Object.hasOwn(this.oneHot, name)) &&
      (this.#isAhead || !this.targets.includes(name))
    );
  }

  /** Why a column cannot be an input, to follow its name; null if it can. */
  #otherUse(name: string): string | null {
    if (this.#axis?.columns.includes(name)) return 'is the time too: choose the time with --time NAME|none';
    if (this.group.includes(name)) return 'says which recording a row belongs to (--group)';
    if (this.#ignored.includes(name)) return 'is ignored too (--ignore)';
    if (this.known.includes(name)) return 'is known ahead too (--known)';
    if (Object.hasOwn(this.labels, name))
      return 'holds classes: --one-hot makes an input of each, if they are no target';
    return null;
  }

  /** The columns of --inputs. A name means its column; a pattern those that can be inputs. */
  #asked(wanted: readonly string[]): string[] {
    return this.#chosen(wanted, '--inputs').filter((name) => {
      if (!wanted.includes(name)) return this.#isUsual(name);
      const use = this.#otherUse(name);
      if (use !== null)
        throw new DataError(`${this.#tables[0].file}: column "${name}" is to be read (--inputs), but ${use}`);
      return true;
    });
  }

  /** Refuses a column that is used, but does not hold what its use needs. */
  #check(name: string): void {
    const content = this.#content(name);
    const { kind, lacking, cell } = content;
    const file = cell?.file ?? this.#tables[0].file;
    if (lacking !== null) {
      const has = this.#tables.find((table) => table.file === lacking)?.columns.map((one) => one.name) ?? [];
      const near = meant(name, has);
      throw new DataError(
        `${lacking}: has no column "${name}"${this.#tables.length > 1 ? ', which other files have' : ''}${near}`,
      );
    }
    if (this.group.includes(name)) return;
    if (kind === 'empty')
      throw new DataError(`${file}: column "${name}" is empty: leave it out with --ignore`);
    if (kind === 'time')
      throw new DataError(
        `${file}: column "${name}" holds times, which are no numbers: leave it out with --ignore`,
      );
    if (kind === 'number' || [this.oneHot, this.labels].some((words) => Object.hasOwn(words, name))) return;
    const marker = cell ? this.#readingOf(cell.cell) : '';
    throw new DataError(
      `${file}: ${placeOf(name, content)} is not a number: ${marker}` +
        (this.targets.includes(name)
          ? '--classes makes classes of the words'
          : `--one-hot ${typed(name)} makes an input of each word, --ignore ${typed(name)} leaves the column out`),
    );
  }

  /** What may be said of a cell among numbers that is none. */
  #readingOf(cell: string): string {
    const { decimal } = this.#tables[0].dialect ?? {};
    const other = decimal === '.' ? ',' : '.';
    const isNumber =
      decimal !== undefined && /^[+-]?\d*[.,]\d*(e[+-]?\d+)?$/i.test(cell) && cell.includes(other);
    return isNumber
      ? `--decimal ${other} reads numbers with such a mark, `
      : `--missing ${typed(cell)} counts the cell as missing, `;
  }

  /** Why a column is left out that nobody spoke of. */
  #whyNot(name: string): string {
    const { kind, lacking, cell, isMixed } = this.#content(name);
    if (lacking !== null) return `${lacking} has none`;
    if (kind === 'empty') return 'empty';
    if (kind === 'time') return `holds times (--time ${typed(name)} takes it)`;
    if (kind === 'number') return 'not among the inputs (--inputs)';
    return isMixed && cell
      ? `line ${cell.line} holds ${JSON.stringify(cell.cell)} (--missing ${typed(cell.cell)} counts it as missing)`
      : `holds texts (--one-hot ${typed(name)} makes inputs of them)`;
  }
}
