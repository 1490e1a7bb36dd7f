/** Draws the frontier. */
import { dot, line, ruleY, text } from '@observablehq/plot';
import { colourOf, DASH, MUTED, svg, svgFile } from '../charts/svg.ts';
import { logTick } from '../charts/ticks.ts';
import type { Worth } from './search.ts';

/** Plots error against bytes of every variant, the frontier among them, and the tolerance. */
export function frontierSvg(
  title: string,
  points: readonly Worth[],
  best: readonly Worth[],
  limit: number,
  chosen: Worth,
): string {
  const [frontier, choice] = [colourOf(2), colourOf(1)];
  const drawn = svg(
    { title: `${title}: error against bytes`, heading: true, y: 'error' },
    {
      x: { label: 'bytes', type: 'log', grid: true, ticks: 6, tickFormat: logTick },
      y: { label: null, type: 'log', grid: true, ticks: 6, tickFormat: logTick },
      marks: [
        dot(points, { x: 'bytes', y: 'error', r: 1.5, fill: MUTED }),
        ruleY([limit], { stroke: choice, strokeDasharray: DASH }),
        line(best, { x: 'bytes', y: 'error', stroke: frontier }),
        dot(best, { x: 'bytes', y: 'error', fill: frontier }),
        dot([chosen], { x: 'bytes', y: 'error', r: 8, stroke: choice, strokeWidth: 2 }),
        text([chosen], { x: 'bytes', y: 'error', text: ({ bytes }) => `${bytes} B`, dy: -16 }),
      ],
    },
  );
  return svgFile(drawn);
}
