/** Operations that move, join or take parts of values. */
import { type Args, isNumbers, type Operation, SOME, streamIn, transposed } from './arguments.ts';
import { NoStream, State, Stream, type Tape, Unknown } from './tape.ts';

/** Where the numbers of a step lie: the last dimension. */
export const isLast = (dim: unknown, rank: number): boolean => dim === -1 || dim === rank - 1;

export function concatenated(_: Tape, [list, dim]: Args): unknown {
  if (!Array.isArray(list) || list.length === 0) throw new Unknown('concatenates what is no list');
  if (list.every((one) => one instanceof State)) return list[0];
  const streams = list.map(streamIn);
  if (!isLast(dim, streams[0].rank)) throw new NoStream('concatenates steps, not the numbers of a step');
  return new Stream(
    streams.flatMap(({ sources }) => sources),
    streams.reduce((width, one) => width + one.width, 0),
    streams[0].rank,
  );
}

/** One entry of a dimension: the last step, or the only batch. */
export const select: Operation = (_, [x, dim, index]) => {
  if (x instanceof State) return dim === 0 ? x.of(index) : x;
  if (!(x instanceof Stream)) return SOME;
  if (isLast(dim, x.rank)) throw new Unknown('takes one number of a step');
  if (index !== -1 && index !== 0) throw new NoStream('takes one step that is not the last');
  return x.ofRank(x.rank - 1);
};

export const slice: Operation = (_, [x, dim, from, to, step = 1]) => {
  if (!(x instanceof Stream)) return x;
  const isWhole =
    (from === 0 || from === null || from === undefined) &&
    (to === null || to === undefined || Number(to) >= 2 ** 31) &&
    step === 1;
  if (isWhole || (!isLast(dim, x.rank) && from === -1)) return x;
  throw new Unknown('takes part of a value');
};

export const reshape: Operation = (_, [x, sizes]) => {
  if (!(x instanceof Stream) || !Array.isArray(sizes)) return x;
  const last = sizes[sizes.length - 1];
  if (last !== x.width && !(last === -1 && x.width === 1))
    throw new Unknown('reshapes a value so that steps and numbers may mix');
  return x.ofRank(sizes.length);
};

export const permute: Operation = (_, [x, ...dims]) => {
  if (!(x instanceof Stream)) return isNumbers(x) ? transposed(x) : x;
  const order = Array.isArray(dims[0]) ? dims[0] : null;
  const moves = order ? !isLast(order[order.length - 1], x.rank) : dims.some((dim) => isLast(dim, x.rank));
  if (moves) throw new Unknown('moves the numbers of a step to another dimension');
  return x;
};
