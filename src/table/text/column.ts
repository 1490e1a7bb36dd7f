/** Reads the cells of a column: numbers as long as they are numbers, else times or words. */
import { shown } from '../../check/shown.ts';
import type { Column } from '../table.ts';
import type { TimeReader } from '../time/reader.ts';
import { type Affix, affixOf, numberIn } from './affix.ts';
import type { Cell } from './cell.ts';
import type { Markers } from './markers.ts';
import { commonNumber, type NumberGrammar } from './number.ts';
import { type Block, Storage } from './storage.ts';
import { Words } from './words.ts';

/** More different words than this are no labels. */
export const MOST_WORDS = 65_536;

/** What the columns of a table share. */
export interface Reading {
  readonly grammar: NumberGrammar;
  readonly decimal: number;
  readonly markers: Markers;
  readonly block: Block;
  /** The times in these cells; null if they are none. */
  readonly times: (samples: readonly string[]) => TimeReader | null;
}

/** What cells are that are not missing; numbers may have an affix. */
export function kindOf(
  samples: readonly string[],
  { grammar, times }: Pick<Reading, 'grammar' | 'times'>,
): { kind: 'number' | 'time' | 'words'; time: TimeReader | null; affix: Affix | null } {
  const areNumbers = samples.every((text) => !Number.isNaN(grammar.of(text)));
  // whole numbers that a double cannot tell apart may be times
  const areLong = samples.some((text) => /^\d{16,}$/.test(text));
  const time = !areNumbers || areLong ? times(samples) : null;
  const affix = time || areNumbers ? null : affixOf(samples, grammar);
  return { kind: time ? 'time' : areNumbers || affix ? 'number' : 'words', time, affix };
}

const encoder = new TextEncoder();

export class ColumnReader {
  readonly name: string;
  readonly unit: string | null;
  /** `words` have codes, a `text` has none any more; `open` until a cell is not missing. */
  kind: 'open' | 'number' | 'time' | 'words' | 'text' = 'open';
  readonly #reading: Reading;
  readonly #place: number;
  readonly #storage = new Storage();
  readonly #missing = new Map<string, number>();
  #time: TimeReader | null = null;
  #affix: Affix | null = null;
  #words: string[] = [];
  #codes = new Words();
  /** Those that were met as words, in the order of their codes, from −2 down. */
  readonly #markers: string[] = [];
  #firstText: Column['stray'] = null;
  #hasNumber = false;

  /**
   * @param place in a row of the block
   * @param samples cells of the first rows that are not missing
   * @param isText whether to take numbers for words too
   */
  constructor(
    named: Pick<Column, 'name' | 'unit'>,
    reading: Reading,
    place: number,
    samples: readonly string[],
    isText: boolean,
  ) {
    this.name = named.name;
    this.unit = named.unit;
    this.#reading = reading;
    this.#place = place;
    if (isText) this.kind = 'words';
    else if (samples.length > 0) this.#open(samples);
  }

  /** What a cell puts in the block: a number, the code of a word, NaN or −1 where it is missing. */
  read(cell: Cell): number {
    const { bytes, start, end } = cell;
    if (this.kind === 'number') {
      const value = commonNumber(bytes, start, end, this.#reading.decimal);
      if (!Number.isNaN(value)) return this.number(value);
    }
    if (this.kind === 'words') return this.#word(cell);
    if (start === end) return this.#isMissing('');
    const text = cell.text();
    const marker = this.#reading.markers.ofText(text);
    if (marker !== undefined) return this.#isMissing(marker);
    if (this.kind === 'open') this.#open([text]);
    if (this.kind === 'number') {
      const value = this.numberIn(text);
      if (!Number.isNaN(value)) return this.number(value);
      this.#becomeWords();
    }
    if (this.kind === 'time') return this.#timeIn(cell);
    return (this.kind as string) === 'words' ? this.#word(cell) : this.#unkept(cell, text);
  }

  /** Whether it is a text that has this word. */
  has(word: string): boolean {
    return this.#words.includes(word);
  }

  /** The number in a cell, NaN if it holds none. */
  numberIn(cell: string): number {
    return numberIn(cell, this.#reading.grammar, this.#affix);
  }

  /** What is said of the unit that stands in the cells; null if none does. */
  get note(): string | null {
    const { before, behind } = this.#affix ?? {};
    if (this.kind !== 'number' || before === undefined) return null;
    return `column ${shown(this.name)} holds numbers with ${shown(`${before}…${behind}`)} around them, which are read without it`;
  }

  /** A number of this column, NaN if it is a marker. */
  number(value: number): number {
    const { markers } = this.#reading;
    if (!markers.numeric) return value;
    const marker = markers.ofNumber(value);
    return marker === undefined ? value : this.#isMissing(marker);
  }

  /** Takes the rows of the block. */
  flush(): void {
    if (this.kind !== 'text') this.#storage.append(this.#reading.block, this.#place);
  }

  /** The column, after the last row. The reader is empty then. */
  finish(rows: number): Column {
    const { name, unit, kind } = this;
    const stray = this.#hasNumber ? this.#firstText : null;
    const common = { name, unit, missing: this.#missing };
    if (kind === 'words' || kind === 'text') {
      const codes = kind === 'words' ? this.#storage.moveTo(new Int32Array(rows)) : null;
      return { ...common, kind: 'text', numbers: null, codes, words: this.#words, time: null, stray };
    }
    const inCells = `${this.#affix?.before ?? ''}${this.#affix?.behind ?? ''}`.trim() || null;
    const numbers = this.#storage.moveTo(new Float64Array(rows));
    const time = this.#time?.finish() ?? null;
    this.#time?.settle(numbers);
    const none = { codes: null, words: [], stray: null };
    return { ...common, kind: time ? 'time' : 'number', numbers, time, unit: unit ?? inCells, ...none };
  }

  #open(samples: readonly string[]): void {
    const { kind, time, affix } = kindOf(samples, this.#reading);
    this.#time = time;
    this.#affix = affix;
    // cells before that are missing have no code yet
    if (kind === 'words') this.#becomeWords();
    else this.kind = kind;
  }

  #isMissing(marker: string): number {
    this.#missing.set(marker, (this.#missing.get(marker) ?? 0) + 1);
    return this.kind === 'words' ? -1 : Number.NaN;
  }

  #timeIn(cell: Cell): number {
    const seconds = (this.#time as TimeReader).read(cell.text(), cell.line);
    if (!Number.isNaN(seconds)) return seconds;
    this.#dropCodes();
    this.#time = null;
    this.#firstText = { line: cell.line, cell: cell.copy() };
    this.#hasNumber = true;
    return Number.NaN;
  }

  #word(cell: Cell): number {
    const { bytes, start, end } = cell;
    const code = this.#codes.find(bytes, start, end);
    if (code !== undefined) return code >= 0 ? code : this.#isMissing(this.#markers[-2 - code]);
    const text = cell.copy();
    const marker = this.#markerOf(text);
    if (marker !== undefined) {
      this.#codes.add(bytes, start, end, -2 - this.#markers.length);
      this.#markers.push(marker);
      return this.#isMissing(marker);
    }
    this.#see(text, cell.line);
    return this.#newWord(text, bytes, start, end);
  }

  #markerOf(text: string): string | undefined {
    const { markers, grammar } = this.#reading;
    return markers.ofText(text) ?? (markers.numeric ? markers.ofNumber(grammar.of(text)) : undefined);
  }

  #newWord(text: string, bytes: Uint8Array, start: number, end: number): number {
    if (this.#words.length === MOST_WORDS) {
      this.#dropCodes();
      return Number.NaN;
    }
    this.#codes.add(bytes, start, end, this.#words.length);
    return this.#words.push(text) - 1;
  }

  /** A cell of a text that has too many words. */
  #unkept(cell: Cell, text: string): number {
    const { markers, grammar } = this.#reading;
    const marker = markers.numeric ? markers.ofNumber(grammar.of(text)) : undefined;
    if (marker !== undefined) return this.#isMissing(marker);
    if (!this.#hasNumber || this.#firstText === null) this.#see(cell.copy(), cell.line);
    return Number.NaN;
  }

  /** Remembers the first cell that is no number. */
  #see(text: string, line: number): void {
    if (Number.isNaN(this.#reading.grammar.of(text))) this.#firstText ??= { line, cell: text };
    else this.#hasNumber = true;
  }

  /** Writes the numbers before as words. */
  #becomeWords(): void {
    const { block } = this.#reading;
    this.kind = 'words';
    const wordOf = (value: number): number => {
      if (this.kind !== 'words' || Number.isNaN(value)) return -1;
      this.#hasNumber = true;
      const word = `${this.#affix?.before ?? ''}${value}${this.#affix?.behind ?? ''}`;
      const bytes = encoder.encode(word);
      return this.#codes.find(bytes, 0, bytes.length) ?? this.#newWord(word, bytes, 0, bytes.length);
    };
    this.#storage.map(wordOf);
    for (let row = 0; row < block.rows; row++) {
      const at = row * block.stride + this.#place;
      block.values[at] = wordOf(block.values[at]);
    }
  }

  #dropCodes(): void {
    this.kind = 'text';
    this.#storage.clear();
    this.#words = [];
    this.#codes = new Words();
  }
}
