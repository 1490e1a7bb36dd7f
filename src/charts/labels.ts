/** Places the labels of a chart so that none touch. */
import type { Mark, PointChart } from './chart.ts';

/** The width of a text in pixels. */
export type WidthOf = (text: string) => number;

/** Rows of labels above an area: the most rows, the height of each, and the gap between two labels. */
const ROWS = 3;
export const ROW = 15;
const GAP = 8;

/**
 * Gives each label a row so that none touch: from left to right, the first row with room.
 * @param width labels stay between 0 and this
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

/** Names the marks above a chart: by their labels, or by numbers if the labels find no room. */
export interface MarkPlan {
  /** `left` in pixels from the area's edge; row 0 is the lowest. */
  readonly labels: readonly {
    readonly at: number;
    readonly text: string;
    readonly left: number;
    readonly width: number;
    readonly row: number;
  }[];
  readonly height: number;
  /** Explains the numbers; empty if there are none. */
  readonly explanation: string;
}

/** @param width of the area within the axes */
export function planMarks(
  marks: readonly Mark[] | undefined,
  [min, max]: readonly [number, number],
  width: number,
  widthOf: WidthOf,
): MarkPlan {
  const shown = (marks ?? []).filter(({ at }) => at >= min && at <= max).sort((a, b) => a.at - b.at);
  if (shown.length === 0) return { labels: [], height: 0, explanation: '' };
  const centres = shown.map(({ at }) => ((at - min) / (max - min || 1)) * width);
  const place = (texts: readonly string[]) => rowsOf(centres, texts.map(widthOf), width);
  const rowsIn = (places: ReturnType<typeof place>): number => 1 + Math.max(...places.map(({ row }) => row));
  const labels = shown.map(({ label }) => label);
  const fits = rowsIn(place(labels)) <= ROWS && Math.max(...labels.map(widthOf)) <= width;
  const texts = fits ? labels : labels.map((_, i) => String(i + 1));
  const places = place(texts);
  const rows = Math.min(ROWS, rowsIn(places));
  return {
    labels: shown.map(({ at }, i) => ({
      at,
      text: texts[i],
      left: places[i].left,
      width: widthOf(texts[i]),
      row: Math.min(rows - 1, places[i].row),
    })),
    height: rows * ROW + 4,
    explanation: fits ? '' : labels.map((label, i) => `${i + 1}: ${label}`).join(' · '),
  };
}

/** Moves labels apart that are closer than `gap`. Keeps their order, and the limits if they fit. */
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

/** Names dashed lines beside the area, or if the names are too long, by letters that are explained below it. */
export interface ReferencePlan {
  readonly lines: readonly { readonly y: number; readonly text: string }[];
  /** Pixels that the names need at the right. */
  readonly width: number;
  /** Explains the letters; empty if there are none. */
  readonly explanation: string;
}

/** Names longer than this share of the chart become letters. */
const WIDEST = 0.32;

export function planReferences(
  references: PointChart['references'],
  width: number,
  widthOf: WidthOf,
): ReferencePlan {
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
