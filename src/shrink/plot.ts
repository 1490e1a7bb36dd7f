/** The frontier as a picture. */
import { dot, line, ruleY, text } from '@observablehq/plot';
import { svg } from '../charts/svg.ts';
import type { Worth } from './search.ts';

/** Error against bytes of every variant, the frontier among them, and what is tolerated. */
export function frontierSvg(
  title: string,
  points: readonly Worth[],
  best: readonly Worth[],
  limit: number,
  chosen: Worth,
): string {
  return svg(`${title}: error against bytes`, {
    x: { label: 'bytes', type: 'log', grid: true },
    y: { label: null, type: 'log', grid: true },
    marks: [
      dot(points, { x: 'bytes', y: 'error', r: 1.5, fill: '#999' }),
      ruleY([limit], { stroke: '#d55e00', strokeDasharray: '4,3' }),
      line(best, { x: 'bytes', y: 'error', stroke: '#0072b2' }),
      dot(best, { x: 'bytes', y: 'error', fill: '#0072b2' }),
      dot([chosen], { x: 'bytes', y: 'error', r: 8, stroke: '#d55e00', strokeWidth: 2 }),
      text([chosen], { x: 'bytes', y: 'error', text: ({ bytes }) => `${bytes} B`, dy: -16 }),
    ],
  });
}
