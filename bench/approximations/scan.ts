import { type Approximation, kinds } from './list.ts';

/** What `assembly/tests/math-entry.ts` exports. */
export interface MathModule {
  scalar(id: number, x: number): number;
  vector(id: number, x: number): number;
  reference(id: number, x: number): number;
  scan(id: number, kind: number, first: number, last: number, stride: number): void;
  readonly worst: WebAssembly.Global;
  readonly worstAt: WebAssembly.Global;
  readonly different: WebAssembly.Global;
}

export interface Scanned {
  readonly floats: number;
  readonly error: number;
  readonly worst: number;
  /** Floats whose bits in a SIMD lane are not those of the scalar. */
  readonly different: number;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

export function bitsOf(x: number): number {
  float[0] = x;
  return word[0];
}

type Side = readonly [first: number, last: number];

/** The bits of a range, by sign and by power of two. */
function binades({ from, to }: Approximation): Side[] {
  const sides: Side[] = [];
  if (to > 0) sides.push([bitsOf(Math.max(from, 0)), bitsOf(to)]);
  if (from < 0) sides.push([bitsOf(-0), bitsOf(from)]);
  return sides.flatMap(([first, last]) => {
    const parts: Side[] = [];
    for (let at = first; at <= last; at += BINADE) parts.push([at, Math.min(last, at + BINADE - 1)]);
    return parts;
  });
}

const BINADE = 2 ** 23;
const NOTHING: Scanned = { floats: 0, error: 0, worst: 0, different: 0 };

const both = (a: Scanned, b: Scanned): Scanned => ({
  ...(b.error > a.error ? b : a),
  floats: a.floats + b.floats,
  different: a.different + b.different,
});

/**
 * Every `stride`th float of a function's range, of either sign.
 * @param near and all floats of each power of two in which an error of this share of the largest was found so
 */
export function scan(math: MathModule, approximation: Approximation, stride: number, near = 2): Scanned {
  const { id, kind } = approximation;
  const part = ([first, last]: Side, step: number): Scanned => {
    math.scan(id, kinds.indexOf(kind), first, last, step);
    return {
      floats: Math.floor((last - first) / step) + 1,
      error: math.worst.value,
      worst: math.worstAt.value,
      different: math.different.value,
    };
  };
  const found = binades(approximation).map((side) => ({ side, scanned: part(side, stride) }));
  const most = Math.max(...found.map(({ scanned }) => scanned.error));
  return found
    .map(({ side, scanned }) => (stride > 1 && scanned.error >= near * most ? part(side, 1) : scanned))
    .reduce(both, NOTHING);
}
