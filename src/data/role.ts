/** What columns of tables are for. */
import type { Worded } from './words.ts';

/** Who said what columns are for: a user's flags, or a blob. Names may be patterns: `*` and `?`. */
export interface RoleChoice {
  /** Names, or a date and a clock; null for none; by default one that is found. */
  readonly time?: string | readonly string[] | null;
  /** How times are written, and the zone of those that do not say theirs: what the tables were read with. */
  readonly timeFormat?: string;
  readonly zone?: string;
  /** Columns whose values say to which recording a row belongs. */
  readonly group?: readonly string[];
  readonly target?: readonly string[];
  /** The targets are read too: they are predicted ahead. */
  readonly next?: boolean;
  /** By default every column of numbers that has no other use. */
  readonly inputs?: readonly string[];
  /** Columns that are known ahead of time. */
  readonly known?: readonly string[];
  readonly ignore?: readonly string[];
  /** Columns that become an input for each of their words. */
  readonly oneHot?: Worded;
  /** Columns that hold classes, which are targets. A target of words holds classes unasked. */
  readonly labels?: Worded;
}

export type Role = 'time' | 'group' | 'target' | 'known' | 'input' | 'left out';

export interface ColumnRole {
  readonly name: string;
  /** The first that it has, in the order of `Role`. */
  readonly role: Role;
  /** Whether the network reads it. A target is read if it is predicted ahead. */
  readonly isRead: boolean;
  /** Why a column is left out, with the flag that takes it; null for others. */
  readonly why: string | null;
  /** Whether it was left out though nobody said so, which deserves a note. */
  readonly isGuess: boolean;
}

export interface Roles {
  /** One for each column of the first table, and then those that only others have. */
  readonly columns: readonly ColumnRole[];
  readonly time: readonly string[] | null;
  readonly group: readonly string[];
  /** Names of channels: a column of words is one for each, `wind=NW`. */
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  readonly known: readonly string[];
  /** The names of the classes of each column that has classes. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** The words of each column that is an input for each of them. */
  readonly oneHot: Readonly<Record<string, readonly string[]>>;
  /** The columns that become channels, in order. */
  readonly read: readonly string[];
}
