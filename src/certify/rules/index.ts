import { elementwise } from './elementwise.ts';
import { fields } from './fields.ts';
import { gated } from './gates.ts';
import { moves } from './moves.ts';
import { products } from './products.ts';
import type { Rule } from './rule.ts';

export { RuleContext } from './rule.ts';

/** What every operation of the machine does to ranges, by its name; `loop` and `end` belong to the walk. */
export const rules: Readonly<Record<string, Rule>> = {
  ...moves,
  ...products,
  ...elementwise,
  ...gated,
  ...fields,
};
