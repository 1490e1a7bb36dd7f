import type { Claim } from '../claim.ts';
import { ltc105 } from './ltc-105.ts';

/** Every claim, in the order of the report: a new one is a file and a line here. */
export const claims: readonly Claim[] = [ltc105];
