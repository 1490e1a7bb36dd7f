/** What rules of metadata are made of. */
import { isObject } from './layers.ts';

export type Metadata = Readonly<Record<string, unknown>>;

/** Facts from the blob's tables, to check the metadata by. */
export interface Tables {
  /** Lengths of the ports of a kind, in their order. */
  readonly ports: readonly { readonly kind: string; readonly length: number }[];
  readonly tensors: number;
}

/** What a key holds. */
export interface Rule {
  readonly expected: string;
  fits(value: unknown, tables: Tables, metadata: Metadata): boolean;
}

export const rule = (expected: string, fits: Rule['fits']): Rule => ({ expected, fits });

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** As in the interpreter's arithmetic. */
export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(Math.fround(value));
export const isPositive = (value: unknown): boolean => isNumber(value) && Math.fround(value) > 0;

/** A list of so many items, or of any number. */
export const isListOf = (
  value: unknown,
  length: number | null,
  fits: (item: unknown) => boolean,
): value is readonly unknown[] =>
  Array.isArray(value) && (length === null || value.length === length) && value.every(fits);

/** An object whose values all fit. */
export const isTableOf = (value: unknown, fits: (item: unknown, key: string) => boolean): boolean =>
  isObject(value) && Object.entries(value).every(([key, item]) => fits(item, key));

/** Floats of all ports of a kind: there is one input and one output. */
export const lengthOf = ({ ports }: Tables, kind: string): number =>
  ports.find((port) => port.kind === kind)?.length ?? 0;
