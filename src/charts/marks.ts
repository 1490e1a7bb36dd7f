import type { Mark } from './chart.ts';
import type { Theme } from './palette.ts';
import { append, type Place, widthOf } from './place.ts';

const ROW = 15;
const ROWS = 3;
const GAP = 8;

/**
 * Rows for labels of these centres and widths so that none touch: the first row with room from left to right.
 * @param width all stay between 0 and this
 */
export function rowsOf(
  centres: readonly number[],
  widths: readonly number[],
  width: number,
): { readonly left: number; readonly row: number }[] {
  const ends: number[] = [];
  return centres.map((centre, i) => {
    const left = Math.max(0, Math.min(width - widths[i], centre - widths[i] / 2));
    let row = ends.findIndex((end) => end + GAP <= left);
    if (row < 0) row = ends.length;
    ends[row] = left + widths[i];
    return { left, row };
  });
}

/** What the marks of a chart are called above it: their labels, or numbers where the labels find no room. */
export interface MarkPlan {
  readonly marks: readonly Mark[];
  readonly texts: readonly string[];
  readonly rows: number;
  readonly height: number;
}

/** @param width about as wide as the area within the axes will be */
export function planMarks(
  marks: readonly Mark[] | undefined,
  [min, max]: readonly [number, number],
  width: number,
): MarkPlan {
  const shown = (marks ?? []).filter(({ at }) => at >= min && at <= max).sort((a, b) => a.at - b.at);
  if (shown.length === 0) return { marks: [], texts: [], rows: 0, height: 0 };
  const centres = shown.map(({ at }) => ((at - min) / (max - min || 1)) * width);
  const needed = (texts: readonly string[]): number =>
    1 + Math.max(...rowsOf(centres, texts.map(widthOf), width).map(({ row }) => row));
  const labels = shown.map(({ label }) => label);
  const fits = needed(labels) <= ROWS && Math.max(...labels.map(widthOf)) <= width;
  const texts = fits ? labels : labels.map((_, i) => String(i + 1));
  const rows = Math.min(ROWS, needed(texts));
  return { marks: shown, texts, rows, height: rows * ROW + 4 };
}

/**
 * Vertical lines through the area, labelled above it. `toX` gives pixels from the corner of the canvas.
 * @param ground what the lines run over: colours need a light edge to the line
 */
export function drawMarks(
  context: CanvasRenderingContext2D,
  area: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  plan: MarkPlan,
  toX: (at: number) => number,
  theme: Theme,
  ground: 'lines' | 'colours',
): void {
  const inside = plan.marks.flatMap(({ at }, i) => {
    const x = toX(at);
    return x >= area.left - 0.5 && x <= area.left + area.width + 0.5 ? [{ x, text: plan.texts[i] }] : [];
  });
  const widths = inside.map(({ text }) => widthOf(text));
  const places = rowsOf(
    inside.map(({ x }) => x - area.left),
    widths,
    area.width,
  );
  const middles = places.map(({ row }) => area.top - ROW * (Math.min(plan.rows - 1, row) + 0.5) - 2);
  context.beginPath();
  inside.forEach(({ x }, i) => {
    context.moveTo(x, middles[i] + ROW / 2);
    context.lineTo(x, area.top + area.height);
  });
  if (ground === 'colours') {
    context.strokeStyle = theme.background;
    context.lineWidth = 3;
    context.stroke();
  }
  context.strokeStyle = ground === 'colours' ? theme.text : theme.muted;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  inside.forEach(({ text }, i) => {
    const left = area.left + places[i].left;
    // the line of a label further up must not run through this one
    context.fillStyle = theme.background;
    context.fillRect(left - 2, middles[i] - ROW / 2 + 1, widths[i] + 4, ROW - 2);
    context.fillStyle = theme.muted;
    context.fillText(text, left, middles[i]);
  });
}

/** Below the chart, what the numbers stand for. */
export function explainMarks(place: Place, { marks, texts }: MarkPlan): void {
  if (marks.every(({ label }, i) => label === texts[i])) return;
  append(place.element, 'p', 'aside', marks.map(({ label }, i) => `${texts[i]}: ${label}`).join(' · '));
}
