/** What the cells in plain JavaScript share. */

/** One step; the outputs are valid until the next. */
export type Step = (x: Float64Array, dt: number) => Float64Array;

/** A parameter by its name. */
export type Parameters = (name: string) => Float64Array;

/** Builds a cell in its zero state. */
export type Make = (p: Parameters, units: number, inputs: number) => Step;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** out = base + W x, four rows at a time, so that an element of x is read once for four sums. `out` may be base. */
export function affine(out: Float64Array, base: Float64Array, W: Float64Array, x: Float64Array): void {
  const rows = out.length;
  const columns = x.length;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let a = row * columns;
    let b = a + columns;
    let c = b + columns;
    let d = c + columns;
    let sumA = base[row];
    let sumB = base[row + 1];
    let sumC = base[row + 2];
    let sumD = base[row + 3];
    for (let k = 0; k < columns; k++) {
      const value = x[k];
      sumA += W[a++] * value;
      sumB += W[b++] * value;
      sumC += W[c++] * value;
      sumD += W[d++] * value;
    }
    out[row] = sumA;
    out[row + 1] = sumB;
    out[row + 2] = sumC;
    out[row + 3] = sumD;
  }
  for (; row < rows; row++) {
    let at = row * columns;
    let sum = base[row];
    for (let k = 0; k < columns; k++) sum += W[at++] * x[k];
    out[row] = sum;
  }
}

/** A cell's state update, followed by the dense read-out of h. */
export function withReadout(
  p: Parameters,
  h: Float64Array,
  update: (x: Float64Array, dt: number) => void,
): Step {
  const W = p('readout.W');
  const b = p('readout.b');
  const y = new Float64Array(b.length);
  return (x, dt) => {
    update(x, dt);
    affine(y, b, W, h);
    return y;
  };
}
