/** Charts as figures: the one way in which the report's page and the documentation show them. */
import { heat, lines } from './along-x.ts';
import type { Chart } from './chart.ts';
import { histogram, points } from './points.ts';

/**
 * A chart as an SVG element: readable by day, by night and in print, and without a script. A page gives it `figureStyle`,
 * `svgFile` makes a file of it.
 * @param contenders who look the same in all charts of a claim
 * @throws RangeError for values that do not fit each other; TypeError for a kind that is not known
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
