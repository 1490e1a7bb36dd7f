/** A model among baselines: the table, and what the verdict compares. */
import { grouped } from '../../charts/number-format.ts';
import { table } from '../../charts/table.ts';
import type { Comparison } from '../../measure/comparison.ts';
import type { Contest } from '../../measure/verdict.ts';
import type { Judged, Kind, Row } from './kind.ts';

/**
 * The models and the baselines on a test, a row each.
 * @param columns heads, and the cells of each row
 */
export function standingsTable(
  where: string,
  columns: { readonly heads: readonly string[]; cells(judged: Judged): string[] },
  models: readonly Row[],
  { test, baselines }: Comparison,
): string {
  const steps = test.reduce((sum, { length, scoredFrom = 0 }) => sum + length - scoredFrom, 0);
  const title = where ? `${where}, ${grouped(steps)} steps` : where;
  return table([
    [title, ...columns.heads],
    ...[...models, ...baselines].map(({ name, predictions }) => [
      name,
      ...columns.cells({ sequences: test, predictions }),
    ]),
  ]);
}

/** A model against the baselines that could stand in for it. @param where names the test */
export function contestOf(where: string, kind: Kind, model: Row, { test, baselines }: Comparison): Contest {
  const { second } = kind;
  const standing = ({ name, predictions }: Row) => {
    const judged = { sequences: test, predictions };
    return { name, error: kind.error(judged), ...(second && { second: second.error(judged) }) };
  };
  return {
    measure: `${where} ${kind.measure}`.trimStart(),
    model: standing(model),
    baselines: baselines.filter(({ isPrivileged }) => !isPrivileged).map(standing),
    shown: kind.shown,
    ...(second && { second: second.measure }),
  };
}
