import type { Theme } from './palette.ts';

/** Where a chart is drawn, and how. */
export interface Place {
  /** Empty; what a chart needs it appends. */
  readonly element: HTMLElement;
  /** In CSS pixels. */
  readonly width: number;
  readonly theme: Theme;
  /** Series that the reader has hidden, by index. It outlives a redrawing. */
  readonly hidden: Set<number>;
}

export const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Appends an element with text. */
export function append<K extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  tag: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

let ruler: CanvasRenderingContext2D | null = null;

/** The width of a text in a chart, in CSS pixels. */
export function widthOf(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d')!;
  ruler.font = font;
  return ruler.measureText(text).width;
}
