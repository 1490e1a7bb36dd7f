/** Opened files: what was understood of them, how they are read, and what each column is for. */

import type { MissingPolicy } from '../../../src/check/missing.ts';
import { columnTable } from './data-view.ts';
import { part, setFacts, setOptions } from './dom.ts';
import type { DataFacts, ModelTask, Ordering, OwnData, Reading } from './own-data.ts';
import type { Chosen, Use } from './uses.ts';

const control = {
  panel: part('data', HTMLElement),
  fieldset: part('csv', HTMLFieldSetElement),
  choice: part('csv-choice', HTMLElement),
  target: part('target', HTMLSelectElement),
  ahead: part('ahead', HTMLSelectElement),
  title: part('data-title', HTMLElement),
  about: part('data-about', HTMLElement),
  facts: part('data-facts', HTMLDListElement),
  warnings: part('data-warnings', HTMLElement),
  columns: part('data-columns', HTMLElement),
  unlisted: part('data-unlisted', HTMLElement),
  more: part('data-more', HTMLDetailsElement),
  noted: part('data-noted', HTMLElement),
  notes: part('data-notes', HTMLElement),
};

/** A list of choices, of which the first leaves it to the reader. */
type Choices = readonly (readonly [value: string, text: string])[];

const lists = {
  separator: {
    select: part('data-separator', HTMLSelectElement),
    choices: [
      ['', 'guessed'],
      [',', 'comma ,'],
      [';', 'semicolon ;'],
      ['\t', 'tab'],
      ['|', 'bar |'],
      [' ', 'blanks'],
    ],
  },
  decimal: {
    select: part('data-decimal', HTMLSelectElement),
    choices: [
      ['', 'guessed'],
      ['.', 'point 1.5'],
      [',', 'comma 1,5'],
    ],
  },
  encoding: {
    select: part('data-encoding', HTMLSelectElement),
    choices: [
      ['', 'guessed'],
      ['utf-8', 'UTF-8'],
      ['utf-16le', 'UTF-16 LE'],
      ['utf-16be', 'UTF-16 BE'],
      ['latin1', 'Latin-1'],
    ],
  },
  header: {
    select: part('data-header', HTMLSelectElement),
    choices: [
      ['', 'names the columns'],
      ['none', 'is a row like others'],
    ],
  },
  duplicateNames: {
    select: part('data-names', HTMLSelectElement),
    choices: [
      ['', 'refuse'],
      ['number', 'number them'],
    ],
  },
  policy: {
    select: part('data-policy', HTMLSelectElement),
    choices: [
      ['hold', 'hold the last value'],
      ['mean', 'take the mean'],
      ['mask', 'hold, and tell the model'],
      ['drop-row', 'leave the row out'],
      ['error', 'refuse'],
    ],
  },
  sort: {
    select: part('data-sort', HTMLSelectElement),
    choices: [
      ['', 'refuse'],
      ['sort', 'sort by time'],
    ],
  },
  duplicates: {
    select: part('data-duplicates', HTMLSelectElement),
    choices: [
      ['', 'refuse'],
      ['first', 'keep the first row'],
      ['mean', 'take their mean'],
    ],
  },
} satisfies Record<string, { readonly select: HTMLSelectElement; readonly choices: Choices }>;

const texts = {
  missing: part('data-missing', HTMLInputElement),
  timeFormat: part('data-time-format', HTMLInputElement),
  zone: part('data-zone', HTMLInputElement),
  resample: part('data-resample', HTMLInputElement),
};

const chosenIn = (name: keyof typeof lists | keyof typeof texts): string =>
  name in lists
    ? lists[name as keyof typeof lists].select.value
    : texts[name as keyof typeof texts].value.trim();

/** A choice under its name; nothing if it is left open. */
const said = (name: keyof typeof lists | keyof typeof texts): object =>
  chosenIn(name) === '' ? {} : { [name]: chosenIn(name) };

function choices(): Pick<OwnData, 'reading' | 'ordering' | 'policy'> {
  const markers = chosenIn('missing')
    .split(',')
    .map((marker) => marker.trim())
    .filter((marker) => marker !== '');
  const reading: Reading = {
    ...said('separator'),
    ...said('decimal'),
    ...said('encoding'),
    ...said('duplicateNames'),
    ...said('timeFormat'),
    ...said('zone'),
    ...(chosenIn('header') === 'none' && { header: false }),
    ...(markers.length > 0 && { missing: markers }),
  };
  const ordering: Ordering = {
    ...(chosenIn('sort') !== '' && { sort: true }),
    ...said('duplicates'),
    ...said('resample'),
  };
  return { reading, ordering, policy: chosenIn('policy') as MissingPolicy };
}

/** Takes over what a model does with missing readings. */
function take({ policy, markers }: ModelTask): void {
  lists.policy.select.value = policy;
  texts.missing.value = markers.join(', ');
}

/** The list's values for all columns as targets, and for those that the table of columns says. */
const EVERY = '';
const SEVERAL = '\n';

export class DataPanel {
  readonly #changed: (data: OwnData) => void;
  #data: OwnData | null = null;

  /** @param changed called with files that were opened, and with every choice that is made for them */
  constructor(changed: (data: OwnData) => void) {
    this.#changed = changed;
    for (const { select, choices } of Object.values(lists))
      setOptions(
        select,
        choices.map(([value, text]) => ({ value, text })),
      );
    for (const field of [...Object.values(lists).map(({ select }) => select), ...Object.values(texts)])
      field.addEventListener('change', () => this.#change(choices()));
    control.target.addEventListener('change', () => {
      const target = control.target.value;
      if (target === SEVERAL) return;
      const others = Object.entries(this.#data?.chosen ?? {}).filter(([, use]) => !isTarget(use));
      const chosen = {
        ...Object.fromEntries(others),
        ...(target !== EVERY && { [target]: 'target' as const }),
      };
      this.#change({ chosen });
    });
    control.ahead.addEventListener('change', () => this.#change({ ahead: control.ahead.value === 'next' }));
  }

  /** Reads the files in hand as a model does, if there are any. */
  readAs(asModel: ModelTask): void {
    if (control.panel.hidden) return;
    take(asModel);
    this.#change({ asModel, ahead: asModel.choice.next ?? false, ...choices() });
  }

  /**
   * Opens files, of which nothing is known yet.
   * @param asModel how they are read, null as they are
   */
  open(files: readonly File[], asModel: ModelTask | null): void {
    for (const { select, choices } of Object.values(lists)) select.value = choices[0][0];
    for (const field of Object.values(texts)) field.value = '';
    if (asModel) take(asModel);
    const version = (this.#data?.version ?? 0) + 1;
    const name = files.length === 1 ? files[0].name : `${files[0].name} and ${files.length - 1} more`;
    const ahead = asModel?.choice.next ?? true;
    this.#data = { name, files, version, chosen: {}, ahead, asModel, ...choices() };
    this.#changed(this.#data);
  }

  /** Shows or hides the files. */
  set shown(shown: boolean) {
    control.panel.hidden = control.fieldset.hidden = !shown;
  }

  #change(change: Partial<OwnData>): void {
    const before = this.#data;
    if (!before) return;
    // another use of a column is no longer the model's
    const isModel = change.chosen === undefined && change.ahead === undefined;
    const next = { ...before, ...(!isModel && { asModel: null }), ...change };
    const isSame = JSON.stringify(next.reading) === JSON.stringify(before.reading);
    this.#data = { ...next, version: before.version + (isSame ? 0 : 1) };
    this.#changed(this.#data);
  }

  /** @param data null where the files could not be read: the choices stay, to try others */
  show({ name, chosen, ahead, asModel }: OwnData, data: DataFacts | null): void {
    this.shown = true;
    control.title.textContent = name;
    control.about.textContent = data ? '' : 'It cannot be read like this: another choice may help.';
    // where the choices are that help
    if (data === null || data.isRefused) control.more.open = true;
    setFacts(control.facts, data?.facts ?? {});
    list(control.warnings, data?.warnings ?? []);
    list(control.notes, data?.notes ?? []);
    control.noted.hidden = (data?.notes.length ?? 0) === 0;
    const focused = document.activeElement?.getAttribute('aria-label');
    control.columns.replaceChildren(
      ...(data
        ? [
            columnTable(data.columns, (name, use) =>
              this.#change({ chosen: { ...this.#data?.chosen, [name]: use } }),
            ),
          ]
        : []),
    );
    // the list that was just used is a new one
    if (focused) control.columns.querySelector<HTMLElement>(`[aria-label=${CSS.escape(focused)}]`)?.focus();
    control.unlisted.textContent = data?.unlisted
      ? `${data.unlisted.toLocaleString('en')} more columns are used as they were understood.`
      : '';
    this.#target(asModel ? usesIn(data) : chosen, ahead, data);
  }

  /** The quick choice of one target beside the settings of the training. */
  #target(chosen: Chosen, ahead: boolean, data: DataFacts | null): void {
    control.choice.hidden = data === null;
    const targets = Object.keys(chosen).filter((name) => isTarget(chosen[name]));
    const names = (data?.columns ?? []).filter(({ use }) => use !== 'time' && use !== 'group');
    setOptions(
      control.target,
      [
        { value: EVERY, text: 'every column, one row ahead' },
        ...(targets.length > 1 ? [{ value: SEVERAL, text: targets.join(', ') }] : []),
        ...names.map(({ name }) => ({ value: name, text: name })),
      ],
      targets.length > 1 ? SEVERAL : (targets[0] ?? EVERY),
    );
    control.ahead.value = ahead ? 'next' : 'now';
    control.ahead.disabled = targets.length === 0 || names.length < 2;
  }
}

/** The uses of all columns, as they were understood. */
const usesIn = (data: DataFacts | null): Chosen =>
  Object.fromEntries((data?.columns ?? []).map(({ name, use }) => [name, use]));

const isTarget = (use: Use): boolean => use === 'target' || use === 'label';

function list(element: HTMLElement, lines: readonly string[]): void {
  element.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
}
