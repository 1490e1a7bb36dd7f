/** What a training minimises: one loss a file, and a line here. */
import { crossEntropy } from './cross-entropy.ts';
import { huber } from './huber.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';

export { type ClassWeights, crossEntropy } from './cross-entropy.ts';
export { type HuberOptions, huber } from './huber.ts';
export { type Loss, lossRules } from './loss.ts';
export { mae } from './mae.ts';
export { mse } from './mse.ts';
export { type QuantileLoss, quantile, quantilesOf } from './quantile.ts';

/** Every loss, with its own settings. `quantile` has none of its own: it is given with its quantiles. */
export const losses = [mse, mae, huber(), crossEntropy] as const;

/** Those that take others. */
export const settableLosses = { huber };

export type LossName = (typeof losses)[number]['name'];
