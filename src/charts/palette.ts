/** Colours that colour-blind readers tell apart (Okabe and Ito 2008), each with a dash pattern and a marker of its own. */

export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  /** The first is neutral: the truth, or what is no contender. */
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

/** Lengths in pixels of stroke and gap; none for a solid line. */
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
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** There are more dashes and markers than colours, so that the combinations repeat only after 56 series. */
function seriesStyle(theme: Theme, index: number): SeriesStyle {
  return {
    colour: theme.colours[index % theme.colours.length],
    dash: dashes[index % dashes.length],
    marker: markers[index % markers.length],
  };
}

/** Contenders come after the neutral style and look the same in all charts of a claim. */
const contenderStyle = (theme: Theme, index: number): SeriesStyle => seriesStyle(theme, index + 1);

/** Styles of named series: a contender's own if it is named like one; the others start neutral and take no contender's. */
export function stylesOf(
  theme: Theme,
  names: readonly string[],
  contenders: readonly string[],
): SeriesStyle[] {
  let others = 0;
  return names.map((name) => {
    const index = contenders.indexOf(name);
    if (index >= 0) return contenderStyle(theme, index);
    return others++ === 0 ? seriesStyle(theme, 0) : contenderStyle(theme, contenders.length + others - 2);
  });
}
