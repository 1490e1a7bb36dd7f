/** Renders charts to static SVG: Observable Plot draws into a document without a browser. */
import { type PlotOptions, plot, type RenderFunction, type ScaleFunctions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { dark, light, markerPath, type SeriesStyle, stylesOf, type Theme, viridis } from './palette.ts';

/** Pixels. A page shows a figure at its own size or smaller. */
export const WIDTH = 640;

/** The colour of a series, by the index in its style. */
export const colourOf = (index: number): string => `var(--series-${index % light.colours.length})`;
/** The colour of marks, references and all else outside the series. */
export const MUTED = 'var(--muted)';
/** The dashes of marks and references. */
export const DASH = '5,4';

const variables = ({ text, muted, grid, background, colours }: Theme): string =>
  [
    `--text:${text};--muted:${muted};--grid:${grid};--background:${background};--plot-background:${background}`,
    ...colours.map((colour, i) => `--series-${i}:${colour}`),
  ].join(';');

/** The colours of figures by day and by night. A page needs them once; a file contains them. */
export const figureStyle =
  `.figure{${variables(light)};color:var(--text);background:var(--background);` +
  'font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}' +
  `@media screen and (prefers-color-scheme:dark){.figure{${variables(dark)}}}` +
  '.figure text{white-space:pre}';

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Estimates the width of a text: the fonts of a file's reader cannot be measured here. */
export const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, letter) =>
      sum +
      (/[ilj.,:;|!'()[\] ft]/.test(letter)
        ? 4.4
        : /[mwMW@%→≤≥]/.test(letter)
          ? 11
          : /[A-Z]/.test(letter)
            ? 8.4
            : 7.4),
    0,
  );

/** Breaks words into lines no wider than a figure. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= WIDTH - 24) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The parts above the area within the axes. */
export interface Key {
  readonly markup: string;
  readonly height: number;
}

const LINE = 18;

/** Names of series with a piece of their line, their marker, or both. */
export function legend(
  entries: readonly { readonly name: string; readonly style: SeriesStyle }[],
  show: 'line' | 'marker' | 'both',
): Key {
  let [x, row] = [12, 0];
  const swatch = show === 'marker' ? 12 : 32;
  const markup = entries.map(({ name, style: { colour, dash, marker } }) => {
    const width = swatch + 6 + widthOf(name) + 16;
    if (x > 12 && x + width - 16 > WIDTH) [x, row] = [12, row + 1];
    const y = row * LINE + 10;
    const line = `<path d="M${x} ${y}h${swatch}" stroke-dasharray="${dash.join(',')}"/>`;
    const fill = marker === 'ring' ? 'var(--background)' : colourOf(colour);
    const point = `<path d="${markerPath(marker, x + swatch / 2, y, 4)}" fill="${fill}"/>`;
    const entry =
      `<g stroke="${colourOf(colour)}" stroke-width="2">${show === 'marker' ? '' : line}${show === 'line' ? '' : point}</g>` +
      `<text x="${x + swatch + 6}" y="${y + 4}">${escaped(name)}</text>`;
    x += width;
    return entry;
  });
  return { markup: markup.join(''), height: entries.length === 0 ? 0 : (row + 1) * LINE };
}

/** The style of each series, and the key that names them. */
export function keyed(
  series: readonly { readonly name: string }[],
  contenders: readonly string[],
  show: 'line' | 'marker' | 'both',
): { readonly styles: readonly SeriesStyle[]; readonly key: Key } {
  const styles = stylesOf(
    series.map(({ name }) => name),
    contenders,
  );
  return {
    styles,
    key: legend(
      series.map(({ name }, i) => ({ name, style: styles[i] })),
      show,
    ),
  };
}

/** The colours from the least to the greatest value, with their meaning. */
export function colourBar(label: string, least: string, greatest: string): Key {
  const [STEPS, STEP] = [28, 5];
  const from = 12 + widthOf(label) + 12;
  const bar = from + widthOf(least) + 8;
  const steps = Array.from(
    { length: STEPS },
    (_, i) =>
      `<rect x="${bar + i * STEP}" y="4" width="${STEP + 0.5}" height="12" fill="${rgb(i / (STEPS - 1))}"/>`,
  );
  const say = (x: number, text: string): string => `<text x="${x}" y="14">${escaped(text)}</text>`;
  return {
    markup: say(12, label) + say(from, least) + steps.join('') + say(bar + STEPS * STEP + 8, greatest),
    height: LINE + 4,
  };
}

/** The colour of a level from 0 to 1 in a heat map. */
export const rgb = (level: number): string => `rgb(${viridis(level).join(' ')})`;

export interface Frame {
  readonly title: string;
  /** Describes the figure to readers who cannot see it. */
  readonly note?: string;
  /** Whether the title stands above, for files that a page shows without one. */
  readonly heading?: boolean;
  /** The label of the vertical axis. */
  readonly y?: string;
  readonly key?: Key;
  /** Sentences below; empty ones are left out. */
  readonly asides?: readonly string[];
}

/** Pixels above the area for the label of the vertical axis. */
const LABEL = 28;

/** Rounds to a tenth of a pixel: nobody sees finer digits, and engines differ in them. */
const rounded = (markup: string): string =>
  markup.replace(
    /( (?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|transform)=")([^"]*)/g,
    (_, name, value: string) =>
      name + value.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1)))),
  );

/** Draws an SVG element for a page that has `figureStyle`. The options' top margin leaves room for the labels of marks. */
export function svg({ title, note, heading, y, key, asides = [] }: Frame, options: PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>');
  const above = (heading ? 28 : 4) + (key?.height ?? 0);
  const lines = asides.filter(Boolean).flatMap(wrapped);
  const [height, below] = [(options.height ?? 320) + above, 8 + LINE * lines.length];
  const drawn = plot({
    width: WIDTH,
    marginLeft: 60,
    marginRight: 20,
    marginBottom: 40,
    ...options,
    className: 'figure',
    document,
    height,
    marginTop: above + (y === undefined ? 10 : LABEL) + (options.marginTop ?? 0),
  }) as unknown as SVGSVGElement;
  drawn.querySelector('style')?.remove();
  const width = options.width ?? WIDTH;
  const total = height + (lines.length > 0 ? below : 0);
  const text = (words: string, y: number, more: string): string =>
    `<text x="12" y="${y}" ${more}>${escaped(words)}</text>`;
  const head = [
    `<svg class="figure" xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" fill="currentColor" font-size="12" text-anchor="middle">`,
    `<title>${escaped(title)}</title>`,
    note ? `<desc>${escaped(note)}</desc>` : '',
    `<rect width="${width}" height="${total}" fill="var(--background)"/><g text-anchor="start">`,
    heading ? text(title, 20, 'font-size="14" font-weight="600"') : '',
    key ? `<g transform="translate(0,${heading ? 28 : 4})">${key.markup}</g>` : '',
    y === undefined ? '' : text(`↑ ${y}`, above + 15, ''),
    ...lines.map((line, i) => text(line, height + 12 + LINE * i, `fill="${MUTED}"`)),
    '</g>',
  ];
  return `${head.join('')}${rounded(drawn.innerHTML)}</svg>`;
}

/** Turns an element from `svg` into the content of an SVG file. */
export const svgFile = (element: string): string =>
  `${element.replace('</title>', `</title><style>${figureStyle}</style>`)}\n`;

/** A mark for Plot, written as markup in pixels of the whole figure. */
export const written =
  (markup: (scales: ScaleFunctions, area: Area) => string): RenderFunction =>
  (_, scales, __, dimensions, { document }) => {
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    const { width, height, marginLeft: left, marginRight, marginTop: top, marginBottom } = dimensions;
    const area = { left, top, right: width - marginRight, bottom: height - marginBottom };
    // browsers parse it as HTML, in which SVG elements need closing tags
    group.innerHTML = markup(scales, area).replace(/<(\w+)([^<>]*)\/>/g, '<$1$2></$1>');
    return group;
  };

/** The edges of the area within the axes. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
