/** What a chart shows: plain data, drawn as SVG and in pages. */
import type { Interval } from '../measure/statistics.ts';

export interface Axis {
  readonly label: string;
  /** Empty where there is none. */
  readonly unit: string;
}

/** A place on the x axis where something happens, as a change of regime. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

interface ChartBase {
  readonly title: string;
  /** What to see in it, in a sentence. */
  readonly note: string;
  readonly x: Axis & { readonly values: readonly number[] };
  readonly marks?: readonly Mark[];
}

export interface LineChart extends ChartBase {
  readonly kind: 'lines';
  readonly y: Axis;
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** `rows[r][i]` at `x.values[i]`: one row for each unit. */
export interface HeatMap extends ChartBase {
  readonly kind: 'heat';
  readonly y: Axis;
  readonly rows: readonly (readonly number[])[];
  /** What the colour means. */
  readonly colour: Axis;
}

/** Series of points with error bars, against axes that may be logarithmic. */
export interface PointChart {
  readonly kind: 'points';
  readonly title: string;
  readonly note: string;
  readonly x: ScaledAxis;
  readonly y: ScaledAxis;
  readonly series: readonly {
    readonly name: string;
    /** Whether a line joins the points. */
    readonly line: boolean;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly interval?: Interval;
      readonly label?: string;
    }[];
  }[];
  /** Values of y that others reach, as dashed lines. */
  readonly references?: readonly { readonly name: string; readonly y: number }[];
}

export interface ScaledAxis extends Axis {
  readonly scale: 'linear' | 'log';
}

export type Chart = LineChart | HeatMap | PointChart;
