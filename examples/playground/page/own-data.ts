/** Files of one's own, as page and worker speak of them. */
import type { MissingPolicy } from '../../../src/check/missing.ts';
import type { RoleChoice } from '../../../src/data/role.ts';
import type { Chosen, Use } from './uses.ts';

/** How files are read; what is left out is guessed. Keys are those of `readTable`. */
export interface Reading {
  readonly separator?: ',' | ';' | '\t' | '|' | ' ';
  readonly decimal?: '.' | ',';
  readonly encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';
  readonly header?: false;
  readonly duplicateNames?: 'number';
  readonly missing?: readonly string[];
  readonly timeFormat?: string;
  readonly zone?: string;
}

/** What becomes of the rows. */
export interface Ordering {
  readonly sort?: true;
  readonly duplicates?: 'first' | 'mean';
  readonly resample?: string;
}

/** What a model from a file reads and predicts. */
export interface ModelTask {
  readonly choice: RoleChoice;
  readonly policy: MissingPolicy;
  readonly markers: readonly string[];
}

export interface OwnData {
  /** What the files are called together. */
  readonly name: string;
  readonly files: readonly File[];
  /** Another number for other files or another reading. */
  readonly version: number;
  readonly reading: Reading;
  readonly ordering: Ordering;
  readonly chosen: Chosen;
  /** What a model reads and predicts, in place of what is chosen; null for what is chosen. */
  readonly asModel: ModelTask | null;
  /** The next values are predicted, not those of the same row. */
  readonly ahead: boolean;
  readonly policy: MissingPolicy;
}

/** A column as it was understood. Texts are for people. */
export interface ColumnFacts {
  readonly name: string;
  /** Empty if none is told. */
  readonly unit: string;
  readonly use: Use;
  readonly kind: string;
  readonly missing: string;
  readonly range: string;
  readonly mean: string;
  /** Why it is left out; empty if it is not. */
  readonly why: string;
}

/** What was understood of files. */
export interface DataFacts {
  readonly facts: Readonly<Record<string, string | null>>;
  /** Whether columns can have the uses that were asked for. */
  readonly isAsAsked: boolean;
  readonly columns: readonly ColumnFacts[];
  /** Columns that are not listed: the table shows the first ones. */
  readonly unlisted: number;
  /** Whether the rows cannot be used as they are: the warnings say why. */
  readonly isRefused: boolean;
  /** What deserves a look, and what was guessed or left out. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}
