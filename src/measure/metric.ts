/** What models are compared by. */

/** A number that is compared. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  /** Of the number; empty where it has none. */
  readonly unit: string;
  /** Which is better; default: lower. */
  readonly better?: 'lower' | 'higher';
}

/** One number for each metric. */
export type Errors = Readonly<Record<string, number>>;

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  readonly errors: Errors;
}
