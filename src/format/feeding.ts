/** The keys of the metadata that say how data become inputs, and what the outputs mean. docs/format.md has each. */
import { missingPolicies } from '../check/missing.ts';
import { isCount, isObject } from './layers.ts';
import {
  isFlag,
  isListOf,
  isNumber,
  isTableOf,
  isText,
  lengthOf,
  type Metadata,
  type Rule,
  rule,
  type Tables,
} from './rule.ts';

const timeKinds = ['calendar', 'epoch', 'number', 'interval'] as const;

/** The columns with the time, and how they tell it. */
export interface TimeReading {
  /** One, or a date and a time of day. */
  readonly columns: readonly string[];
  readonly kind: (typeof timeKinds)[number];
  /** Seconds, unless the time is plain numbers. */
  readonly unit: 's' | null;
  readonly format: string | null;
  readonly zone: string | null;
}

/** How missing readings were treated, and are again. */
export interface MissingReading {
  readonly policy: (typeof missingPolicies)[number];
  /** Cells that mean a missing reading, besides the usual ones. */
  readonly markers: readonly string[];
  /** Indices of the inputs with gaps: for each, in this order, the last inputs are two more, `NAME missing` and `NAME since`. */
  readonly masked: readonly number[];
}

/** What the training was told of how its text table is written. */
export interface TableReading {
  readonly separator?: string;
  readonly decimal?: string;
  readonly thousands?: string;
  readonly encoding?: string;
  readonly header?: boolean;
  /** `number` if columns of one name were numbered. */
  readonly duplicateNames?: string;
}

const isShare = (value: unknown): boolean => isNumber(value) && value >= 0 && value <= 1;
const isLead = (value: unknown): boolean => value === 0 || isCount(value);
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isOptional = (value: unknown, fits: (value: unknown) => boolean): boolean =>
  value === undefined || fits(value);

const isTime = (value: unknown): boolean =>
  isObject(value) &&
  isListOf(value.columns, null, isText) &&
  (value.columns.length === 1 || value.columns.length === 2) &&
  timeKinds.some((kind) => kind === value.kind) &&
  (value.unit === 's' || value.unit === null) &&
  isTextOrNull(value.format ?? null) &&
  isTextOrNull(value.zone ?? null);

/** Indices in order, which leave two inputs for each at the end. */
export const areMasked = (value: unknown, inputs: number): boolean =>
  isListOf(value, null, isLead) &&
  value.every(
    (index, i) => Number(index) < inputs - 2 * value.length && !(Number(index) <= Number(value[i - 1])),
  );

const isMissing = (value: unknown, tables: Tables): boolean =>
  isObject(value) &&
  missingPolicies.some((policy) => policy === value.policy) &&
  isOptional(value.markers, (x) => isListOf(x, null, isText)) &&
  isOptional(value.share, (x) => isTableOf(x, isShare)) &&
  isOptional(value.masked, (x) => areMasked(x, lengthOf(tables, 'input')));

const isTable = (value: unknown): boolean =>
  isObject(value) &&
  [value.separator, value.decimal, value.thousands, value.encoding, value.duplicateNames].every((x) =>
    isOptional(x, isText),
  ) &&
  isOptional(value.header, isFlag);

/** One lead for each output; classes have one together. */
const areLeads = (value: unknown, tables: Tables, { classes }: Metadata): boolean =>
  isListOf(value, classes === undefined ? lengthOf(tables, 'output') : 1, isLead);

/** As many for each target. */
const areQuantiles = (value: unknown, tables: Tables): boolean =>
  isListOf(value, null, (q) => isShare(q) && q !== 0 && q !== 1) &&
  value.length > 0 &&
  value.every((q, i) => i === 0 || Number(q) > Number(value[i - 1])) &&
  lengthOf(tables, 'output') % value.length === 0;

/** What a run has to repeat of how rows became recordings. */
const areRecordings = (value: unknown): boolean =>
  isObject(value) &&
  isOptional(value.group, (x) => isListOf(x, null, isText)) &&
  isOptional(value.resample, isText) &&
  isOptional(value.splitGap, (x) => x === null || (isNumber(x) && x > 0));

export const feeding: Readonly<Record<string, Rule>> = {
  time: rule('{ columns, kind, unit, format, zone }', isTime),
  missing: rule('{ policy, markers, share, masked }', isMissing),
  labels: rule('the name of each class', (x, tables) => isListOf(x, lengthOf(tables, 'output'), isText)),
  label: rule('per-recording or per-step', (x) => x === 'per-recording' || x === 'per-step'),
  leads: rule('the steps ahead of each output', areLeads),
  known: rule('the steps ahead of each column', (x) =>
    isTableOf(x, (steps) => isLead(steps) || isListOf(steps, null, isLead)),
  ),
  quantiles: rule('shares between 0 and 1, ascending, for each target of the outputs', areQuantiles),
  learned: rule('change', (x) => x === 'change'),
  oneHot: rule('the words of each column', (x) => isTableOf(x, (words) => isListOf(words, null, isText))),
  recordings: rule('{ group, resample, splitGap }', areRecordings),
  table: rule('{ separator, decimal, thousands, encoding, header, duplicateNames }', isTable),
};
