/** The table of columns: what each is used for, to be changed by a click, and what it holds. */
import { setOptions } from './dom.ts';
import type { ColumnFacts } from './own-data.ts';
import { type Use, uses } from './uses.ts';

const header = [
  ['column', ''],
  ['used as', ''],
  ['kind', ''],
  ['missing', 'number'],
  ['from … to', 'number'],
  ['mean', 'number'],
];

/** @param chosen called with the column and its new use */
export function columnTable(
  columns: readonly ColumnFacts[],
  chosen: (name: string, use: Use) => void,
): HTMLTableElement {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const [text, className] of header) {
    const cell = document.createElement('th');
    cell.className = className;
    cell.scope = 'col';
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const column of columns) body.append(rowOf(column, chosen));
  return table;
}

function rowOf(
  { name, unit, use, kind, missing, range, mean, why }: ColumnFacts,
  chosen: (name: string, use: Use) => void,
): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.className = use;
  row.title = why;
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = unit === '' ? name : `${name} (${unit})`;
  row.append(head);
  const select = document.createElement('select');
  select.setAttribute('aria-label', `Use of ${name}`);
  setOptions(
    select,
    uses.map((value) => ({ value, text: value })),
    use,
  );
  select.addEventListener('change', () => chosen(name, select.value as Use));
  row.insertCell().append(select);
  for (const [text, className] of [
    [kind, ''],
    [missing, 'number'],
    [range, 'number'],
    [mean, 'number'],
  ]) {
    const cell = row.insertCell();
    cell.className = className;
    cell.textContent = text;
  }
  return row;
}
