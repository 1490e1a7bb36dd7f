import { meant } from '../../check/nearest.ts';
import { typed } from '../../check/typed.ts';
import { FileError } from '../../files/error.ts';
import type { InputSource } from '../../format/reading.ts';
import type { Model } from '../../runtime/index.ts';
import { purposeOf } from '../../shrink/held-out.ts';
import type { TableRow } from '../../table/table.ts';
import { sentence } from '../failure.ts';
import type { Ahead } from './sample.ts';
import type { Predicted } from './score.ts';

/** The input sources of columns by name. */
export const plainSources = (columns: readonly string[]): InputSource[] =>
  columns.map((column) => ({ column, word: null, lead: 0, derived: null }));

/** Takes a column of the file for an input where it has the input's own name, such as `hour+12` or `wind=NW`. */
export const directly = (
  sources: readonly InputSource[],
  names: readonly string[],
  columns: readonly string[],
): InputSource[] =>
  sources.map((source, i) =>
    columns.includes(names[i]) ? { column: names[i], word: null, lead: 0, derived: null } : source,
  );

/** The columns that sources read, each once. */
export const columnsOf = (sources: readonly InputSource[]): string[] => [
  ...new Set(sources.filter(({ derived }) => derived === null).map(({ column }) => column)),
];

/**
 * @param role of the columns, and @param help, for the message
 * @throws FileError naming every missing column, with the name nearest to the first
 */
export function checkColumns(
  file: string,
  wanted: readonly string[],
  columns: readonly string[],
  role: string,
  help: string,
): void {
  const missing = wanted.filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  const named = missing.map((name) => `"${name}"`).join(', ');
  const many = missing.length > 1;
  throw new FileError(
    `${file}: column${many ? 's' : ''} ${named}, ${role}, ${many ? 'are' : 'is'} missing${sentence(meant(missing[0], columns))} ${help}`.trimEnd(),
  );
}

/** The inputs that come later, each with a place of its own in `Sample.known`. */
export const laterOf = (sources: readonly InputSource[]): Ahead[] =>
  sources
    .flatMap(({ lead }, input) => (lead > 0 ? [{ input, steps: lead }] : []))
    .map((one, column) => ({ ...one, column }));

/** What a run takes of a table. */
export interface Wanted {
  /** Of each input of the model. */
  readonly sources: readonly InputSource[];
  readonly predicted: Predicted | null;
  /** Columns to print beside the prediction. */
  readonly kept: readonly string[];
}

/** What a run takes from each row of a table. */
export class Plan {
  private readonly at: ReadonlyMap<string, number>;
  readonly later: readonly Ahead[];
  /** Those that the model knows, by column. */
  private readonly words = new Map<string, readonly string[]>();
  /** Columns in which an unknown word was met. */
  private readonly strange = new Set<string>();

  private readonly sources: readonly InputSource[];
  private readonly predicted: Predicted | null;
  private readonly kept: readonly string[];

  constructor(
    private readonly file: string,
    { sources, predicted, kept }: Wanted,
    columns: readonly { readonly name: string }[],
    private readonly isMissing: (cell: string) => boolean,
    private readonly say: (note: string) => void,
  ) {
    this.sources = sources;
    this.predicted = predicted;
    this.kept = kept;
    this.at = new Map(columns.map(({ name }, c) => [name, c]));
    this.later = laterOf(sources);
    for (const { column, word } of sources)
      if (word !== null) this.words.set(column, [...(this.words.get(column) ?? []), word]);
  }

  /** @throws FileError for a cell that is no number, or no class, where one is needed */
  take(row: TableRow) {
    return {
      where: `line ${row.line}`,
      input: Float64Array.from(this.sources, (source) =>
        source.derived !== null || source.lead > 0 ? Number.NaN : this.value(row, source),
      ),
      known: Float64Array.from(this.later, ({ input }) => this.value(row, this.sources[input])),
      truth: Float64Array.from(this.predicted?.columns ?? [], (column) => this.target(row, column)),
      kept: this.kept.map((column) => this.cell(row, column)),
    };
  }

  private cell({ cells }: TableRow, column: string): string {
    return cells[this.at.get(column) as number];
  }

  private value(row: TableRow, { column, word }: InputSource): number {
    if (word === null) return this.number(row, column);
    const cell = this.cell(row, column);
    if (this.isMissing(cell)) return Number.NaN;
    if (this.words.get(column)?.includes(cell)) return Number(cell === word);
    this.sayStrange(row, column);
    return Number.NaN;
  }

  private sayStrange(row: TableRow, column: string): void {
    if (this.strange.has(column)) return;
    this.strange.add(column);
    this.say(
      `line ${row.line}, column "${column}": "${this.cell(row, column)}" is none of ${this.words.get(column)?.join(', ')}: ` +
        'such words count as missing',
    );
  }

  private number(row: TableRow, column: string): number {
    const value = row.numbers[this.at.get(column) as number];
    const cell = this.cell(row, column);
    if (Number.isNaN(value) && !this.isMissing(cell))
      throw new FileError(
        `${this.file}: line ${row.line}, column "${column}": "${cell}" is not a number; --missing ${typed(cell)} takes it as missing`,
      );
    return value;
  }

  private target(row: TableRow, column: string): number {
    const labels = this.predicted?.labels;
    if (!labels) return this.number(row, column);
    const cell = this.cell(row, column);
    if (this.isMissing(cell)) return Number.NaN;
    const at = labels.indexOf(cell);
    // 1.0 is the class 1
    const found = at >= 0 ? at : labels.indexOf(String(row.numbers[this.at.get(column) as number]));
    if (found < 0)
      throw new FileError(
        `${this.file}: line ${row.line}, column "${column}": "${cell}" is none of the model's classes, ${labels.join(', ')}`,
      );
    return found;
  }
}

/**
 * What each output predicts.
 * @throws DataError if the blob does not name its outputs
 */
export function predictedOf(model: Pick<Model, 'metadata' | 'inputs' | 'outputs'>): Predicted {
  const { task, classes, reading } = purposeOf(model);
  const columns = [...new Set(task.targets)];
  const numbers = Array.from({ length: classes }, (_, k) => String(k));
  return {
    columns,
    of: task.targets.map((name) => columns.indexOf(name)),
    leads: task.leads,
    labels: classes ? (reading.labels ?? numbers) : null,
  };
}
