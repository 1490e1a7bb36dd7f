/** Places the page's charts, and redraws them when their width or the colour scheme changes. */
import { dark, light, type Theme } from '../../../../src/charts/palette.ts';

/** Where a chart is drawn, and how. */
export interface Place {
  /** Empty; what a chart needs it appends. */
  readonly element: HTMLElement;
  /** In CSS pixels. */
  readonly width: number;
  readonly theme: Theme;
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

const darkScheme = matchMedia('(prefers-color-scheme: dark)');

/**
 * Calls `draw` with an emptied element now, and again when the page looks different.
 * @returns draws once more
 */
export function drawn(element: HTMLElement, draw: (place: Place) => void): () => void {
  let width = 0;
  const again = (): void => {
    width = Math.floor(element.clientWidth);
    if (width === 0) return;
    element.replaceChildren();
    draw({ element, width, theme: darkScheme.matches ? dark : light });
  };
  darkScheme.addEventListener('change', again);
  new ResizeObserver(() => {
    if (Math.floor(element.clientWidth) !== width) requestAnimationFrame(again);
  }).observe(element);
  again();
  return again;
}
