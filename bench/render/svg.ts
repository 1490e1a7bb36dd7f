/** Charts as static SVG: Observable Plot, drawn into a document that no browser shows. */
import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Told apart without colours too: plots label or dash their series. */
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

/** A file's content. White behind it, as pages that show it may be dark. */
export function svg(title: string, options: PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>');
  const drawn = plot({
    width: 760,
    height: 380,
    marginLeft: 64,
    marginTop: 36,
    marginBottom: 44,
    document,
    ...options,
  }) as unknown as SVGSVGElement;
  const { width, height } = { width: drawn.getAttribute('width'), height: drawn.getAttribute('height') };
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  drawn.setAttribute('font-size', '12');
  drawn.setAttribute('style', 'background: #fff; color: #222');
  const head =
    `<title>${title}</title><rect width="${width}" height="${height}" fill="#fff"/>` +
    `<text x="12" y="20" text-anchor="start" font-size="14" font-weight="600" fill="#222">${title}</text>`;
  return `${drawn.outerHTML.replace(/^(<svg[^>]*>)/, `$1${head}`)}\n`;
}
