/** Colours that colour-blind readers tell apart (Okabe and Ito 2008), each with its own dash pattern and marker. */

export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  /** The first is neutral, for the truth and all that is no contender. */
  readonly colours: readonly string[];
}

const hues = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

export const light: Theme = {
  text: '#1b1f24',
  muted: '#5a636e',
  grid: '#e3e6ea',
  background: '#ffffff',
  colours: ['#000000', ...hues],
};

export const dark: Theme = {
  text: '#e4e7eb',
  muted: '#a3acb8',
  grid: '#2e343c',
  background: '#14171b',
  colours: ['#f2f2f2', '#ee7420', '#3a9bdc', '#14b789', '#dd93bb', '#e69f00', '#8fd0f5'],
};

/** Pixels of stroke and gap; empty for a solid line. */
const dashes: readonly (readonly number[])[] = [
  [],
  [9, 3],
  [3, 3],
  [12, 3, 3, 3],
  [6, 2, 2, 2, 2, 2],
  [1, 3],
  [16, 4],
  [6, 6],
];

export const markers = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus', 'down', 'ring'] as const;
export type Marker = (typeof markers)[number];

export interface SeriesStyle {
  /** Index into a theme's colours. */
  readonly colour: number;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** Dashes and markers outnumber colours, so combinations repeat only after 56 series. */
const seriesStyle = (index: number): SeriesStyle => ({
  colour: index % light.colours.length,
  dash: dashes[index % dashes.length],
  marker: markers[index % markers.length],
});

/**
 * Styles named series. A contender keeps its style in all charts of a claim; other series start neutral and take no
 * contender's style. If there are enough colours, no two series of a chart share one.
 */
export function stylesOf(names: readonly string[], contenders: readonly string[] = []): SeriesStyle[] {
  let others = 0;
  const own = names.map((name) => {
    const index = contenders.indexOf(name);
    if (index >= 0) return index + 1;
    return others++ === 0 ? 0 : contenders.length + others - 1;
  });
  if (names.length > light.colours.length) return own.map(seriesStyle);
  const taken = new Set<number>();
  return own.map((index) => {
    let free = index;
    while (taken.has(seriesStyle(free).colour)) free++;
    taken.add(seriesStyle(free).colour);
    return seriesStyle(free);
  });
}

/** The outline of a marker as an SVG path. */
export function markerPath(marker: Marker, x: number, y: number, radius: number): string {
  const r = radius;
  const wide = 1.15 * r;
  switch (marker) {
    case 'circle':
    case 'ring':
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 'square':
      return `M${x - 0.9 * r} ${y - 0.9 * r}h${1.8 * r}v${1.8 * r}h${-1.8 * r}Z`;
    case 'triangle':
      return `M${x} ${y - wide}L${x + wide} ${y + r}H${x - wide}Z`;
    case 'down':
      return `M${x} ${y + wide}L${x + wide} ${y - r}H${x - wide}Z`;
    case 'diamond':
      return `M${x} ${y - wide}L${x + wide} ${y}L${x} ${y + wide}L${x - wide} ${y}Z`;
    case 'cross':
      return `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;
    case 'plus':
      return `M${x - wide} ${y}H${x + wide}M${x} ${y - wide}V${y + wide}`;
  }
}

/**
 * The colour map viridis of Smith and van der Walt (2015): even steps look even, also without red or green and in grey.
 * Linear between ten of its colours.
 */
const stops = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
];

/** @param level 0 to 1 @returns red, green and blue, 0 to 255 */
export function viridis(level: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, level)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const part = place - below;
  const mix = (channel: number): number =>
    Math.round(stops[below][channel] * (1 - part) + stops[below + 1][channel] * part);
  return [mix(0), mix(1), mix(2)];
}
