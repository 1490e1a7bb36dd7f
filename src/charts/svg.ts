/** Charts as static SVG: Observable Plot, drawn into a document that no browser shows. */
import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Of series, in their order. */
export const COLOURS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#666666',
  '#000000',
];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** About the width of a letter of the legend. */
const LETTER = 6.6;

function legendMarkup(names: readonly string[]): string {
  let x = 16;
  return names
    .map((name, i) => {
      const entry =
        `<circle cx="${x}" cy="38" r="4" fill="${COLOURS[i % COLOURS.length]}"/>` +
        `<text x="${x + 9}" y="42" fill="#222">${escaped(name)}</text>`;
      x += 30 + LETTER * name.length;
      return entry;
    })
    .join('');
}

/**
 * A file's content. White behind it, as pages that show it may be dark.
 * @param title says the units of the vertical axis too
 * @param legend names of the series, in the order of their colours
 */
export function svg(title: string, options: PlotOptions, legend: readonly string[] = []): string {
  const { document } = parseHTML('<html><body></body></html>');
  const drawn = plot({
    width: 760,
    height: 400,
    marginLeft: 64,
    marginTop: legend.length > 0 ? 64 : 44,
    marginBottom: 44,
    document,
    ...options,
  }) as unknown as SVGSVGElement;
  const [width, height] = ['width', 'height'].map((name) => drawn.getAttribute(name));
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  drawn.setAttribute('font-size', '12');
  drawn.setAttribute('style', 'background: #fff; color: #222');
  const head =
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>` +
    `<g text-anchor="start"><text x="12" y="20" font-size="14" font-weight="600" fill="#222">${escaped(title)}</text>` +
    `${legendMarkup(legend)}</g>`;
  return `${drawn.outerHTML.replace(/^(<svg[^>]*>)/, `$1${head}`)}\n`;
}
