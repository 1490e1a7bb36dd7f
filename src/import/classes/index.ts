import { cfc } from './cfc.ts';
import { cfcWired } from './cfc-wired.ts';
import type { ModelClass } from './class.ts';
import { ltc } from './ltc.ts';
import { torchNn } from './torch-nn.ts';

/** Every class that can be read and written: a new one is a file and a line here. */
export const classes: readonly ModelClass[] = [ltc, cfc, cfcWired, torchNn];
