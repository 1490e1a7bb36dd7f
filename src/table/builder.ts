/** Makes a table of a text that comes in parts. */
import { DataError } from '../check/data-error.ts';
import { checkTableOptions, guessedOf } from './options.ts';
import type { Column, Table, TableOptions } from './table.ts';
import { Body } from './text/body.ts';
import { ColumnReader } from './text/column.ts';
import { cutOff } from './text/cut-off.ts';
import { Incoming, PART } from './text/incoming.ts';
import { type Layout, layoutOf } from './text/layout.ts';
import type { ByteQueue } from './text/queue.ts';
import { selected } from './text/selection.ts';
import { hasEnough, startText } from './text/start.ts';
import { Block } from './text/storage.ts';
import { timeReaderFor } from './time/cells.ts';
import { checkCells } from './values.ts';

/** Reads a text table as its bytes come, in memory of about the numbers that it holds. */
export class TableBuilder {
  readonly #options: TableOptions;
  readonly #incoming: Incoming;
  readonly #queue: ByteQueue;
  #layout: Layout | null = null;
  #body: Body | null = null;
  #columns: readonly ColumnReader[] = [];

  /** @throws {DataError} on options that are unknown or wrong */
  constructor(options: TableOptions) {
    checkTableOptions('TableBuilder', options);
    this.#options = options;
    this.#incoming = new Incoming(options);
    this.#queue = this.#incoming.queue;
  }

  /** The next bytes, of any number. @throws {DataError} naming the line, as soon as one is wrong */
  push(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += PART) this.#push(bytes.subarray(from, from + PART));
  }

  /**
   * The table, after the last bytes. The builder cannot be used again.
   * @throws {DataError} if there is no row, or if the end of the text is wrong
   */
  finish(): Table {
    this.#incoming.end();
    const body = this.#body ?? this.#lay(true);
    this.#read(body);
    const cut = this.#end(body);
    body.flush();
    const { file } = this.#options;
    if (body.rows === 0)
      throw new DataError(`${file}: there is a header but no row below it${cut ? `: ${cut}` : ': add rows'}`);
    const { dialect, notes } = this.#layout as Layout;
    const whole = { encoding: this.#incoming.encoding, ...dialect };
    const { lines } = body;
    const said = this.#columns.flatMap(({ note }) => note ?? []);
    const columns: Column[] = this.#columns.map((column) => column.finish(body.rows));
    return {
      file,
      format: 'CSV',
      rows: body.rows,
      columns,
      dialect: whole,
      guessed: guessedOf(whole, this.#options),
      notes: [
        ...this.#incoming.notes,
        ...notes,
        ...said,
        ...commentNotes(body.comments),
        ...(cut ? [cut] : []),
      ],
      lineOf: (row) => lines.of(row),
    };
  }

  #push(part: Uint8Array): void {
    this.#incoming.push(part);
    if (this.#queue.length < PART) return;
    this.#incoming.decode();
    if (!this.#body && !hasEnough(this.#queue.view, this.#options.file)) return;
    this.#read(this.#body ?? this.#lay(false));
  }

  #lay(whole: boolean): Body {
    const options = this.#options;
    const { text, lengthOf } = startText(this.#queue.view, whole, options.file);
    const layout = layoutOf(text, whole, options);
    const places = selected(layout.names, options);
    const block = new Block(places.length);
    const { grammar, markers, names, units, rows, dialect } = layout;
    const times = (cells: readonly string[]) => timeReaderFor(cells, options);
    const ended = rows.filter(({ complete }) => complete);
    // a last row that is still being written says nothing of its columns
    const sure = ended.length > 0 ? ended : rows;
    const reading = { grammar, decimal: dialect.decimal.charCodeAt(0), markers, block, times };
    this.#columns = places.map((place, at) => {
      const samples = sure.map(({ cells }) => cells[place]).filter((cell) => !markers.has(cell));
      const name = names[place] as string;
      return new ColumnReader(
        { name, unit: units[place] },
        reading,
        at,
        samples,
        options.texts?.includes(name) ?? false,
      );
    });
    const columns = new Array<ColumnReader | null>(names.length).fill(null);
    places.forEach((place, at) => {
      columns[place] = this.#columns[at];
    });
    const { separator, decimal } = dialect;
    const { file } = options;
    this.#layout = layout;
    this.#body = new Body({
      file,
      separator,
      decimal,
      names,
      columns,
      block,
      markedNumbers: markers.numeric,
      line: layout.line,
    });
    this.#queue.drop(lengthOf(layout.body));
    return this.#body;
  }

  #read(body: Body): void {
    this.#queue.drop(body.take(this.#queue.view));
    checkCells(this.#options.file, body.rows, this.#columns.length);
  }

  /** Reads a last line without an end. @returns what is said if it is left out */
  #end(body: Body): string | null {
    if (this.#queue.length === 0) return null;
    const cut = cutOff(
      this.#queue.view,
      body.line,
      this.#layout as Layout,
      this.#columns,
      this.#options.file,
    );
    if (cut !== null) return cut;
    this.#queue.append(Uint8Array.of(10));
    this.#read(body);
    return null;
  }
}

const commentNotes = (count: number): string[] =>
  count === 0
    ? []
    : [
        `${count} ${count === 1 ? 'line that begins' : 'lines that begin'} with #, % or // between rows left out as comments`,
      ];
