/** Charts that are drawn anew when their width or the colour scheme changes. */
import { dark, light } from '../../../src/charts/palette.ts';
import type { Place } from '../../../src/charts/place.ts';

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
    draw({ element, width, theme: darkScheme.matches ? dark : light, hidden: new Set() });
  };
  darkScheme.addEventListener('change', again);
  new ResizeObserver(() => {
    if (Math.floor(element.clientWidth) !== width) requestAnimationFrame(again);
  }).observe(element);
  again();
  return again;
}
