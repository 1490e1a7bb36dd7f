import type { Case } from './case.ts';
import { cfc, cfcWired } from './cfc.ts';
import type { Draw } from './draw.ts';
import { ltc } from './ltc.ts';
import { torchNn } from './torch-nn.ts';

/** Every class that can be imported. */
export const families: Readonly<Record<string, (d: Draw) => Case>> = { ltc, cfc, cfcWired, torchNn };

export type { Case } from './case.ts';
export { Draw } from './draw.ts';
