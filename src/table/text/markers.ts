/** Cells that mean that nothing was measured. */
import { usualMarkers } from '../table.ts';
import { NumberGrammar } from './number.ts';

const usual: ReadonlySet<string> = new Set(usualMarkers);
/** The longest of them. */
const LONGEST = 4;

/** As markers are written on a command line. */
const pointed = new NumberGrammar({ decimal: '.', thousands: '' });

/** The usual markers and those that were asked for. */
export class Markers {
  readonly #grammar: NumberGrammar;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #numbers: ReadonlyMap<number, string>;
  /** Whether some of them are numbers. */
  readonly numeric: boolean;

  /** @param asked markers besides the usual ones; those that are numbers in this grammar, or with a point, compare as numbers */
  constructor(asked: readonly string[], grammar: NumberGrammar) {
    this.#grammar = grammar;
    const numbers = new Map<number, string>();
    const texts = new Map<string, string>();
    for (const marker of asked.map((text) => text.trim())) {
      texts.set(marker, marker);
      const own = grammar.of(marker);
      const value = Number.isNaN(own) ? pointed.of(marker) : own;
      if (!Number.isNaN(value) && !numbers.has(value)) numbers.set(value, marker);
    }
    this.#texts = texts;
    this.#numbers = numbers;
    this.numeric = numbers.size > 0;
  }

  /** The marker that this number is, as it was given; undefined if it is none. */
  ofNumber(value: number): string | undefined {
    return this.#numbers.get(value);
  }

  /** The marker that this cell is: as it was given, a usual one as the cell has it; undefined if it is none. */
  ofText(cell: string): string | undefined {
    if (cell.length <= LONGEST && usual.has(cell.toLowerCase())) return cell;
    return this.#texts.get(cell);
  }

  /** Whether this cell means that nothing was measured. */
  has(cell: string): boolean {
    if (this.ofText(cell) !== undefined) return true;
    return this.numeric && this.#numbers.has(this.#grammar.of(cell));
  }
}
