import { markerPath } from './marker.ts';
import type { SeriesStyle } from './palette.ts';
import { append, type Place } from './place.ts';

export interface Entry {
  readonly name: string;
  readonly style: SeriesStyle;
}

const svg = (tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
};

const WIDTH = 36;
const HEIGHT = 14;

function swatch({ colour, dash, marker }: SeriesStyle, kind: 'line' | 'marker'): SVGElement {
  const image = svg('svg', {
    width: kind === 'line' ? WIDTH : HEIGHT,
    height: HEIGHT,
    'aria-hidden': 'true',
  });
  const stroke = { stroke: colour, 'stroke-width': 2 };
  image.append(
    kind === 'line'
      ? svg('line', { x1: 0, y1: 7, x2: WIDTH, y2: 7, 'stroke-dasharray': dash.join(' '), ...stroke })
      : svg('path', { d: markerPath(marker, 7, 7, 5), fill: marker === 'ring' ? 'none' : colour, ...stroke }),
  );
  return image;
}

/**
 * What is what in a chart; a click hides a series or shows it again.
 * @param toggled called after `place.hidden` has changed
 * @returns writes a value after an entry's name
 */
export function legend(
  place: Place,
  kind: 'line' | 'marker',
  entries: readonly Entry[],
  toggled: (index: number, shown: boolean) => void,
): (index: number, value: string) => void {
  const list = append(place.element, 'ul', 'legend');
  const outputs = entries.map(({ name, style }, index) => {
    const button = append(append(list, 'li', ''), 'button', '');
    button.type = 'button';
    button.append(swatch(style, kind));
    append(button, 'span', '', name);
    const output = append(button, 'output', '');
    const press = (): void => button.setAttribute('aria-pressed', String(!place.hidden.has(index)));
    press();
    button.addEventListener('click', () => {
      if (!place.hidden.delete(index)) place.hidden.add(index);
      press();
      toggled(index, !place.hidden.has(index));
    });
    return output;
  });
  return (index, value) => {
    outputs[index].textContent = value;
  };
}
