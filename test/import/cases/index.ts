import type { Case } from './case.ts';
import { cfc, cfcWired } from './cfc.ts';
import { Draw } from './draw.ts';
import { ltc } from './ltc.ts';
import { torchNn } from './torch-nn.ts';

/** Every class that can be imported. */
export const families: Readonly<Record<string, (d: Draw) => Case>> = { ltc, cfc, cfcWired, torchNn };

/** The first random checkpoint that fits. */
export const drawn = (name: string, fits: (one: Case) => boolean = () => true): Case => {
  for (let seed = 0; ; seed++) {
    const one = families[name](new Draw(seed));
    if (fits(one)) return one;
  }
};

export type { Case } from './case.ts';
export { Draw } from './draw.ts';
