/** Charts as plain data. `figure` draws them. */

/** Whether a value can be drawn: JSON has null for one that is not finite. */
export const isNumber = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A number and the bounds that it is known to lie between. */
export type Interval = readonly [low: number, high: number];

export interface Axis {
  readonly label: string;
  /** Empty if there is none. */
  readonly unit: string;
}

export interface ScaledAxis extends Axis {
  readonly scale: 'linear' | 'log';
}

/** A place on the x axis where something happens, such as a change of regime. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

interface Titled {
  readonly title: string;
  /** What to see in it, in a sentence. */
  readonly note: string;
}

interface AlongX extends Titled {
  /** Ascending. */
  readonly x: Axis & { readonly values: readonly number[] };
  readonly marks?: readonly Mark[];
}

/** Series over a common x; null for values that are missing or not finite, as JSON has them. */
export interface LineChart extends AlongX {
  readonly kind: 'lines';
  readonly y: Axis;
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** `rows[r][i]` at `x.values[i]`: one row for each unit. */
export interface HeatMap extends AlongX {
  readonly kind: 'heat';
  readonly y: Axis;
  readonly rows: readonly (readonly number[])[];
  /** What the colour means. */
  readonly colour: Axis;
}

/** Series of points with error bars, on axes that may be logarithmic. */
export interface PointChart extends Titled {
  readonly kind: 'points';
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
  /** Values of y to compare with, drawn as dashed lines. */
  readonly references?: readonly { readonly name: string; readonly y: number }[];
}

/** Distribution of durations in ns, on a logarithmic axis: `shares[i]` lie between `edges[i]` and `edges[i + 1]`. */
export interface Histogram extends Titled {
  readonly kind: 'histogram';
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly {
    readonly name: string;
    readonly edges: readonly number[];
    readonly shares: readonly number[];
  }[];
}

export type Chart = LineChart | HeatMap | PointChart | Histogram;
