/** What the columns of tables are like. */
import type { Table } from '../../table/table.ts';
import { contentOf } from '../content.ts';
import { isMonotone } from '../monotone.ts';
import type { ColumnRole, Role } from '../role.ts';
import type { Stretch } from '../stretches.ts';
import { columnOf, columnsNamed, type Placed } from '../words.ts';
import { type Summary, summaryOf } from './summary.ts';

/** A label is a text of few words, or whole numbers of few values. A monotone column only rises or only falls. */
export type LookKind = 'number' | 'label' | 'text' | 'constant' | 'monotone' | 'time' | 'empty';

export interface ColumnLook {
  readonly name: string;
  /** From a row of units. */
  readonly unit: string | null;
  readonly role: Role;
  /** Whether the network reads it. */
  readonly isRead: boolean;
  /** Why it is left out; null if it is not. */
  readonly why: string | null;
  readonly kind: LookKind;
  /** How many cells are missing, by marker: '' for an empty cell. */
  readonly missing: Readonly<Record<string, number>>;
  /** Of what is there; null where there are no numbers. The deviation is that of the population. */
  readonly min: number | null;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly max: number | null;
  /** The values of a label; null for others. */
  readonly values: readonly string[] | null;
}

/** A column with what warnings need to know of it. */
export interface Looked {
  readonly look: ColumnLook;
  readonly summary: Summary | null;
  readonly lists: readonly Float64Array[];
  /** Cells that are there. */
  readonly there: number;
  /** The number of different words of a text; 0 for others. */
  readonly words: number;
}

/** A text with more different words is no label. */
const FEW = 20;
/** A label comes this often on average. */
const OFTEN = 3;

/** @param stretches of each table, in order */
export function columnLook(
  tables: readonly Table[],
  stretches: readonly (readonly Stretch[])[],
  { name, role, isRead, why }: ColumnRole,
): Looked {
  const placed = columnsNamed(tables, name);
  const { kind } = contentOf(tables, name);
  const lists =
    kind === 'number' ? placed.flatMap(({ column: { numbers } }) => (numbers ? [numbers] : [])) : [];
  const summary = kind === 'number' ? summaryOf(lists) : null;
  const missing = missingIn(placed);
  const there = placed.reduce((sum, { table }) => sum + table.rows, 0) - summed(Object.values(missing));
  const texts = placed.filter(({ column }) => column.kind === 'text').map(({ column }) => column);
  const isMany = texts.some(({ codes }) => codes === null);
  const words = isMany ? null : [...new Set(texts.flatMap((column) => column.words))];
  const values = kind === 'text' ? words : (summary?.isWhole && summary.values?.map(String)) || null;
  const isLabel = values !== null && values.length <= FEW && OFTEN * values.length <= there;
  const isSteady = there > 1 && (kind === 'text' ? words : summary?.values)?.length === 1;
  const shape = isSteady ? 'constant' : isLabel ? 'label' : null;
  const isCount = kind === 'number' && shape === null && rises(tables, stretches, name);
  return {
    ...{ lists, summary, there },
    words: words?.length ?? there,
    look: {
      ...{ name, unit: placed[0]?.column.unit ?? null, role, isRead, why, missing },
      kind: kind === 'number' || kind === 'text' ? (shape ?? (isCount ? 'monotone' : kind)) : kind,
      ...figures(summary),
      values: shape === 'label' ? values : null,
    },
  };
}

const summed = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function missingIn(placed: readonly Placed[]): Record<string, number> {
  const missing: Record<string, number> = {};
  for (const { column } of placed)
    for (const [marker, count] of column.missing) missing[marker] = (missing[marker] ?? 0) + count;
  return missing;
}

function figures(summary: Summary | null): Pick<ColumnLook, 'min' | 'mean' | 'deviation' | 'max'> {
  if (summary === null || summary.count === 0) return { min: null, mean: null, deviation: null, max: null };
  const { min, mean, deviation, max } = summary;
  return { min: min.value, mean, deviation, max: max.value };
}

function rises(tables: readonly Table[], stretches: readonly (readonly Stretch[])[], name: string): boolean {
  const lists = tables.flatMap((table, i) => {
    const numbers = columnOf(table, name)?.numbers;
    return numbers
      ? stretches[i].map(({ rows }) => ({ length: rows.length, at: (t: number) => numbers[rows[t]] }))
      : [];
  });
  return isMonotone(lists);
}
