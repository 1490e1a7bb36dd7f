/** Arrays of any shape in float64, for the reference. */
import type { Numbers } from './graph.ts';

export const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** All indices of a shape, the last axis fastest. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((one) => Array.from({ length: n }, (_, k) => [...one, k])),
    [[]],
  );
}

export const flat = (shape: readonly number[], index: readonly number[]): number =>
  index.reduce((at, i, k) => at * shape[k] + i, 0);

/** An element where an axis of size 1 serves every index. */
export const at = ({ shape, data }: Numbers, index: readonly number[]): number =>
  data[
    flat(
      shape,
      index.slice(index.length - shape.length).map((i, k) => (shape[k] === 1 ? 0 : i)),
    )
  ];

export function fill(shape: readonly number[], of: (index: number[]) => number, integer?: boolean): Numbers {
  return { shape, data: indices(shape).map(of), ...(integer && { integer }) };
}

export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, k) =>
    Math.max(a[a.length - rank + k] ?? 1, b[b.length - rank + k] ?? 1),
  );
}

export const combine = (a: Numbers, b: Numbers, of: (x: number, y: number) => number): Numbers =>
  fill(broadcast(a.shape, b.shape), (i) => of(at(a, i), at(b, i)), a.integer && b.integer);

export const map = (a: Numbers, of: (x: number) => number): Numbers => ({ ...a, data: a.data.map(of) });

/** Rows along an axis, each through a function. */
export function alongAxes(a: Numbers, axes: readonly number[], of: (row: number[]) => number[]): Numbers {
  const data = [...a.data];
  const kept = a.shape.map((n, k) => (axes.includes(k) ? 1 : n));
  const inner = a.shape.map((n, k) => (axes.includes(k) ? n : 1));
  for (const base of indices(kept)) {
    const places = indices(inner).map((i) =>
      flat(
        a.shape,
        i.map((one, k) => one + base[k]),
      ),
    );
    of(places.map((p) => a.data[p])).forEach((x, k) => {
      data[places[k]] = x;
    });
  }
  return { shape: a.shape, data };
}
