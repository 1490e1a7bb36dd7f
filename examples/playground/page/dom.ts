/** The page's parts by their ids. */

/** @throws TypeError for an id that index.html has not, or has for another element */
export function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new TypeError(`index.html has no ${type.name} with the id "${id}"`);
  return element;
}

/** Replaces a list's options; the chosen one stays chosen where it is still there. */
export function setOptions(
  select: HTMLSelectElement,
  options: readonly { readonly value: string; readonly text: string }[],
  chosen = select.value,
): void {
  select.replaceChildren(
    ...options.map(({ value, text }) => new Option(text, value, false, value === chosen)),
  );
}

/** Names and values; a value of null leaves its row out. */
export function setFacts(list: HTMLDListElement, facts: Readonly<Record<string, string | null>>): void {
  list.replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => {
      if (value === null) return [];
      const row = document.createElement('div');
      const term = document.createElement('dt');
      const description = document.createElement('dd');
      term.textContent = name;
      description.textContent = value;
      row.append(term, description);
      return [row];
    }),
  );
}

/** A table with a header; the first column names the row, the others are numbers. */
export function tableOf(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  marked = -1,
): HTMLTableElement {
  const table = document.createElement('table');
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  for (const text of header) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  rows.forEach((texts, r) => {
    const row = body.insertRow();
    if (r === marked) row.className = 'marked';
    texts.forEach((text, i) => {
      const cell = document.createElement(i === 0 ? 'th' : 'td');
      if (cell.tagName === 'TH') cell.setAttribute('scope', 'row');
      cell.textContent = text;
      row.append(cell);
    });
  });
  return table;
}

/** Gives a file to whoever sits before the page. */
export function save(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
