import { crossEntropy } from './cross-entropy.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';

/** Every loss: a new one is a file and a line here. */
export const losses = [mse, mae, crossEntropy] as const;

export type LossName = (typeof losses)[number]['name'];
export { type Loss, lossRules } from './loss.ts';
export { crossEntropy, mae, mse };
