/** Draws every chart of the report's page and the documentation. */
import { heat, lines } from './along-x.ts';
import type { Chart } from './chart.ts';
import { histogram, points } from './points.ts';

/**
 * Draws a chart as an SVG element that is readable by day, by night and in print, without a script. A page styles it with
 * `figureStyle`; `svgFile` turns it into a file.
 * @param contenders series that look the same in all charts of a claim
 * @throws RangeError for values that do not fit each other; TypeError for an unknown kind
 */
export function figure(chart: Chart, contenders: readonly string[] = []): string {
  switch (chart.kind) {
    case 'lines':
      return lines(chart, contenders);
    case 'heat':
      return heat(chart);
    case 'points':
      return points(chart, contenders);
    case 'histogram':
      return histogram(chart, contenders);
    default:
      throw new TypeError(`no chart of the kind "${(chart as Chart).kind}" is known`);
  }
}
