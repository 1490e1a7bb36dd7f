/** How much an audit spends: `quick` for a look in minutes, `full` for verdicts that stand. */
export const efforts = ['quick', 'full'] as const;
export type Effort = (typeof efforts)[number];

/** Seeds 1 … `full`, of which a quick run takes three. */
export const seedsOf = (effort: Effort, full = 10): number[] =>
  Array.from({ length: effort === 'full' ? full : 3 }, (_, i) => i + 1);

/** Seeds of trainings that choose among a grid: none of those that are scored. */
export const TUNING_SEEDS = [1001, 1002] as const;
