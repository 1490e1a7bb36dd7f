import uPlot from 'uplot';
import type { Latency } from '../measure/latency.ts';
import { legend } from './legend.ts';
import { durationTick } from './number-format.ts';
import { stylesOf } from './palette.ts';
import type { Place } from './place.ts';
import { linear, plot, type Scale } from './plot.ts';

const times: Scale = { log: true, ticks: (values) => values.map(durationTick) };

/** Whose times of steps were counted. */
export interface Timed {
  readonly name: string;
  readonly latency: Pick<Latency, 'histogram'>;
}

/** Per cent of the steps per 1 % of time: histograms with bins of different widths can be laid over each other. */
export function density({ edges, counts }: Latency['histogram']): { edges: number[]; shares: number[] } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const joined = [edges[0]];
  const shares: number[] = [];
  let pending = 0;
  counts.forEach((count, i) => {
    pending += count;
    const from = joined[joined.length - 1];
    // edges are rounded, so that short bins can be empty of width: their steps belong to the next
    if (edges[i + 1] <= from) return;
    shares.push((pending / (total || 1) / Math.log(edges[i + 1] / from)) * 100 * Math.log(1.01));
    joined.push(edges[i + 1]);
    pending = 0;
  });
  return { edges: joined, shares };
}

/** How the times of single steps are distributed, one outline for each contender. */
export function histogram(
  place: Place,
  { contenders }: { readonly contenders: readonly Timed[] },
  names: readonly string[],
): void {
  const densities = contenders.map(({ latency }) => density(latency.histogram));
  const x = [...new Set(densities.flatMap(({ edges }) => edges))].sort((a, b) => a - b);
  const outlines = densities.map(({ edges, shares }) => {
    let bin = 0;
    return x.map((value) => {
      if (value < edges[0] || value > edges[edges.length - 1]) return null;
      while (bin < shares.length && edges[bin + 1] <= value) bin++;
      return shares[bin] ?? 0;
    });
  });
  const styles = stylesOf(
    place.theme,
    contenders.map(({ name }) => name),
    names,
  );
  const u = plot(place, {
    x: { label: 'time of a step', unit: '' },
    y: { label: 'steps', unit: '% per 1 % of time' },
    scales: { x: times, y: linear },
    ranges: { x: [x[0], x[x.length - 1]] },
    height: place.width < 560 ? 230 : 310,
    data: [x, ...outlines],
    series: styles.map(({ colour, dash }, i) => ({
      show: !place.hidden.has(i),
      stroke: colour,
      fill: `${colour}22`,
      width: 1.8,
      dash: [...dash],
      paths: uPlot.paths.stepped!({ align: 1 }),
      points: { show: false },
    })),
  });
  legend(
    place,
    'line',
    contenders.map(({ name }, i) => ({ name, style: styles[i] })),
    (i, shown) => u.setSeries(i + 1, { show: shown }),
  );
}
