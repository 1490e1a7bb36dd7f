/** How much an audit spends: `quick` for a look in minutes, `full` for verdicts that stand. */
export const efforts = ['quick', 'full'] as const;
export type Effort = (typeof efforts)[number];

/** What a claim is made for. */
export interface Setting {
  readonly effort: Effort;
  /** Files that the user passed by `--data NAME=FILE`; a claim that needs one that is missing says how to obtain it. */
  readonly files: Readonly<Record<string, string>>;
}

/** A quick look without files. */
export const quick: Setting = { effort: 'quick', files: {} };

/** Seeds 1 … `full`, of which a quick run takes three. */
export const seedsOf = (effort: Effort, full = 10): number[] =>
  Array.from({ length: effort === 'full' ? full : 3 }, (_, i) => i + 1);

/** Seeds of trainings that choose among a grid: none of those that are scored. */
export const TUNING_SEEDS = [1001, 1002] as const;
