import { writeFileSync } from 'node:fs';
import type { CostConstants } from '../../src/format/cost-model.ts';

const FILE = 'src/format/cost-constants.ts';

/** The constants as a source. @returns its path */
export function writeConstants(constants: CostConstants, file = FILE): string {
  writeFileSync(file, sourceOf(constants));
  return file;
}

/** As the formatter would have it. */
export function sourceOf({ cpu, node, date, worst, nanoseconds }: CostConstants): string {
  const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
  return `/** What the terms of a step take on one machine. Written by \`npm run bench:cost -- --write\`. */
import type { CostConstants } from './cost-model.ts';

export const costConstants: CostConstants = {
  cpu: ${quoted(cpu)},
  node: ${quoted(node)},
  date: ${quoted(date)},
  worst: ${worst.toPrecision(3)},
  nanoseconds: {
${Object.entries(nanoseconds)
  .map(([name, each]) => `    ${name}: ${each},`)
  .join('\n')}
  },
};
`;
}
