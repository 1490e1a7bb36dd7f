import type { Value } from '../graph/value.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { fieldUpdate } from './field-update.ts';
import { mul } from './mul.ts';
import { shift } from './shift.ts';
import { slope } from './slope.ts';

export const semiImplicitOp = fieldUpdate({
  name: 'semi-implicit',
  opcode: 51,
  weight: ([low, high]) => [low / (1 + low), high / (1 + high)],
  formula: 'a ⊕ (d · y)/(d · w + q)',
  f: (h, drive, decay, s) => h + (s * (drive - decay * h)) / (1 + s * decay),
  inTerms: ([h, drive, decay, s]) => add(h, div(mul(slope(h, drive, decay), s), shift(mul(decay, s), 1))),
  // y = (h + s drive) / (1 + s decay) is the form whose derivatives are short
  df(d, _h, drive, decay, s, y) {
    d[0] = 1 / (1 + s * decay);
    d[1] = s * d[0];
    d[2] = -s * y * d[0];
    d[3] = (drive - decay * y) * d[0];
  },
});

/** h + s (drive − decay ⊙ h) / (1 + s decay) = (h + s drive) / (1 + s decay). */
export const semiImplicitUpdate = (h: Value, drive: Value, decay: Value, s: Value): Value =>
  h.graph.apply(semiImplicitOp, [h, drive, decay, s]);
