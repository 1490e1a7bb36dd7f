import type { PointChart } from './chart.ts';
import type { Theme } from './palette.ts';
import { widthOf } from './place.ts';
import type { areaOf } from './plot.ts';

/** Moves labels apart that are closer than `gap`, keeping their order, within the limits where they fit. */
export function spreadLabels(
  places: readonly number[],
  gap: number,
  [top, bottom]: readonly [number, number],
): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const moved = [...places];
  let free = top;
  for (const i of order) {
    moved[i] = Math.max(free, moved[i]);
    free = moved[i] + gap;
  }
  let limit = bottom;
  for (const i of order.reverse()) {
    moved[i] = Math.min(limit, moved[i]);
    limit = moved[i] - gap;
  }
  return moved;
}

/** Dashed lines at values of y, named beside the area; by letters that are explained below it where names are too long. */
export interface ReferencePlan {
  readonly lines: readonly { readonly y: number; readonly text: string }[];
  /** Pixels that the names need at the right. */
  readonly width: number;
  /** What the letters stand for; empty where there are none. */
  readonly explanation: string;
}

/** Names longer than this share of the chart become letters. */
const WIDEST = 0.32;

export function planReferences(references: PointChart['references'], width: number): ReferencePlan {
  const shown = (references ?? [])
    .filter(({ y }) => y !== null && Number.isFinite(y))
    .sort((a, b) => b.y - a.y);
  if (shown.length === 0) return { lines: [], width: 0, explanation: '' };
  const names = shown.map(({ name }) => name);
  const letters = names.map((_, i) => String.fromCharCode(97 + (i % 26)));
  const abbreviated = Math.max(...names.map(widthOf)) > WIDEST * width;
  const texts = abbreviated ? letters : names;
  return {
    lines: shown.map(({ y }, i) => ({ y, text: texts[i] })),
    width: 26 + Math.max(...texts.map(widthOf)),
    explanation: abbreviated ? names.map((name, i) => `${letters[i]}: ${name}`).join(' · ') : '',
  };
}

/** Draws the lines and their names. `toY` gives pixels from the corner of the canvas. */
export function drawReferences(
  context: CanvasRenderingContext2D,
  area: ReturnType<typeof areaOf>,
  { lines }: ReferencePlan,
  toY: (value: number) => number,
  theme: Theme,
): void {
  const heights = lines.map(({ y }) => toY(y));
  const beside = spreadLabels(heights, 14, [area.top + 4, area.top + area.height - 6]);
  const right = area.left + area.width;
  context.strokeStyle = context.fillStyle = theme.muted;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  lines.forEach(({ text }, i) => {
    context.setLineDash([5, 4]);
    context.beginPath();
    context.moveTo(area.left, heights[i]);
    context.lineTo(right, heights[i]);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(right, heights[i]);
    context.lineTo(right + 12, beside[i]);
    context.lineTo(right + 16, beside[i]);
    context.stroke();
    context.fillText(text, right + 19, beside[i]);
  });
}
