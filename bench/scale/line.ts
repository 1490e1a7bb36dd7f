/** Fits a straight line to measured costs, and says how far they are from it. */

export interface Point {
  readonly x: number;
  /** Above 0. */
  readonly y: number;
}

/** y = intercept + slope x. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** The part of the variance of y that the line explains. */
  readonly rSquared: number;
  /** The largest |y − line| / y, and where. */
  readonly worst: { readonly x: number; readonly relative: number };
}

/**
 * The line of least squares of relative errors: costs span four decades, and absolute errors would let the largest
 * decide alone.
 * @throws RangeError on fewer than three points
 */
export function fitLine(points: readonly Point[]): Line {
  if (points.length < 3) throw new RangeError(`a line through ${points.length} points says nothing`);
  // weighted normal equations, weights 1/y²
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const { x, y } of points) {
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  const intercept = (wy - slope * wx) / w;
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const squares = (difference: (point: Point) => number) =>
    points.reduce((sum, point) => sum + difference(point) ** 2, 0);
  const off = ({ x, y }: Point) => y - intercept - slope * x;
  const worst = points
    .map((point) => ({ x: point.x, relative: Math.abs(off(point)) / point.y }))
    .reduce((a, b) => (b.relative > a.relative ? b : a));
  return { intercept, slope, rSquared: 1 - squares(off) / squares(({ y }) => y - mean), worst };
}
