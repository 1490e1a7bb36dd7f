/** What is known of columns that may be a time, and what their cells mean. */
import type { Column } from '../table.ts';

/** What a search needs to know of a column; a stream knows no strays. */
export type Candidate = Pick<Column, 'name' | 'kind' | 'time'> &
  Partial<Pick<Column, 'stray' | 'words'>> & {
    /** [rows], or the first row only. */
    readonly numbers?: ArrayLike<number> | null;
  };

/** Which columns are the time, and how to read them. */
export interface TimeChoice {
  /** One, or a date and a time of day, or year, month, day, hour and so on; null for none; undefined to find one. */
  readonly columns?: readonly string[] | null;
  /** Inputs by name: none of them becomes the time unasked. */
  readonly read?: readonly string[];
  /** As `--time-format` takes it: what the table was read with. */
  readonly timeFormat?: string;
  /** IANA name of the zone of dates in numbers such as 20260301. */
  readonly zone?: string;
}

/** What the cells of a time mean. */
export interface TimeMeaning {
  readonly kind: 'calendar' | 'epoch' | 'number' | 'interval';
  /** Of `values`: seconds for dates and numbers since 1970; null if nobody said. */
  readonly unit: 's' | null;
  /** As `--time-format` takes it. */
  readonly format: string;
  /** `UTC`, an offset or an IANA name; null if nobody said: read as UTC. */
  readonly zone: string | null;
  /** Seconds since 1970-01-01 UTC at which `values` are 0; 0 for plain numbers and times of day. */
  readonly origin: number;
}

/** How the numbers of the chosen columns become one time. */
export interface TimeRule extends TimeMeaning {
  readonly notes: readonly string[];
  /** @param cells the number of each chosen column */
  at(cells: ArrayLike<number>): number;
}

/** Columns with their rows, or with the first row only. */
export type TimeSource = Candidate & { readonly numbers: ArrayLike<number> | null };
