import type { ClaimFile } from '../claim.ts';
import { cfcSpeed } from './cfc-speed.ts';
import { chaos } from './chaos/index.ts';
import { halfCheetah } from './half-cheetah/index.ts';
import { hlln1644 } from './hlln-1644/index.ts';
import { hllnGru } from './hlln-gru/index.ts';
import { kilohertz } from './kilohertz/index.ts';
import { ltc105 } from './ltc-105/index.ts';
import { oscillator } from './oscillator/index.ts';
import { robustness } from './robustness/index.ts';
import { sixUnfolds } from './six-unfolds/index.ts';

/** Every claim, in the order of the report. A new one needs a file and a line here. */
export const claims: readonly ClaimFile[] = [
  hlln1644,
  hllnGru,
  ltc105,
  oscillator,
  halfCheetah,
  cfcSpeed,
  kilohertz,
  sixUnfolds,
  robustness,
  chaos,
];
