import type { Marker } from './palette.ts';

/** The outline of a marker as an SVG path, for canvas and legend alike. */
export function markerPath(marker: Marker, x: number, y: number, radius: number): string {
  const r = radius;
  const wide = 1.15 * r;
  switch (marker) {
    case 'circle':
    case 'ring':
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 'square':
      return `M${x - 0.9 * r} ${y - 0.9 * r}h${1.8 * r}v${1.8 * r}h${-1.8 * r}Z`;
    case 'triangle':
      return `M${x} ${y - wide}L${x + wide} ${y + r}H${x - wide}Z`;
    case 'down':
      return `M${x} ${y + wide}L${x + wide} ${y - r}H${x - wide}Z`;
    case 'diamond':
      return `M${x} ${y - wide}L${x + wide} ${y}L${x} ${y + wide}L${x - wide} ${y}Z`;
    case 'cross':
      return `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;
    case 'plus':
      return `M${x - wide} ${y}H${x + wide}M${x} ${y - wide}V${y + wide}`;
  }
}
