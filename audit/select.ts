import type { Contender } from '../src/jobs/contender.ts';
import type { Claim, Panel } from './claim.ts';

/** A contender of a claim by the names of its panel and its own. @throws RangeError */
export function find(claim: Claim, panel: string, contender: string): { panel: Panel; contender: Contender } {
  const inPanel = claim.panels.find((p) => p.name === panel);
  const found = inPanel?.contenders.find((c) => c.name === contender);
  if (!inPanel || !found)
    throw new RangeError(`"${claim.title}" has no contender "${contender}" in a panel "${panel}"`);
  return { panel: inPanel, contender: found };
}
