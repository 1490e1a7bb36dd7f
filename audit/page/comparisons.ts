import { digits, withUnit } from '../../src/charts/number-format.ts';
import type { Comparison, PanelResult } from '../result.ts';
import { type Markup, markup, nothing } from './markup.ts';
import { scrolling } from './tables.ts';

const symbols: Readonly<Record<Comparison['called'], string>> = {
  better: '▲ better',
  worse: '▼ worse',
  'not told apart': '· not told apart',
};

/** The subject against each other contender and baseline: the median difference of pairs and whether it is called. */
export function comparisonTable({ metrics, comparisons }: PanelResult): Markup {
  if (comparisons.length === 0) return nothing;
  const [{ subject }] = comparisons;
  const others = [...new Set(comparisons.map(({ other }) => other))];
  const head = markup`<tr><th scope="col">${subject} less …</th>${metrics.map(
    (metric) => markup`<th scope="col">${withUnit(metric)}</th>`,
  )}</tr>`;
  const cellOf = (other: string, key: string): Markup => {
    const found = comparisons.find((c) => c.other === other && c.metric === key);
    if (!found) return markup`<td>—</td>`;
    const { median, interval } = found.difference;
    const [low, high] = interval.map(digits);
    return markup`<td>${digits(median)} <span class="range">[${low}, ${high}]</span> <span class="called ${
      found.called === 'not told apart' ? 'even' : found.called
    }">${symbols[found.called]}</span></td>`;
  };
  const rows = others.map(
    (other) => markup`<tr><th scope="row">${other}</th>${metrics.map(({ key }) => cellOf(other, key))}</tr>
`,
  );
  return scrolling(
    `${subject} against the others, paired by seed: median difference [95 % interval], called where the interval excludes zero`,
    head,
    markup`<tbody>${rows}</tbody>`,
  );
}
