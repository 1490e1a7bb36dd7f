/** The layers of a model as they are found, and which reads which: a chain, with skips. */
import type { ChainLayer } from '../../chain/layers.ts';

/** Numbers of an earlier layer, or of the input: which, from where, how many, of how many. */
export interface Source {
  readonly of: number | 'input';
  readonly start: number;
  readonly length: number;
  readonly whole: number;
}

/** What a layer of the file computes: sources side by side. A concatenation is no layer. */
export interface Value {
  readonly sources: readonly Source[];
  readonly width: number;
  /** It has the numbers of the last step only, or no steps at all. */
  readonly single: boolean;
}

interface Piece {
  readonly made: ChainLayer;
  from: readonly (number | 'input')[];
  add: readonly (number | 'input')[];
  /** It changes nothing, and is there to add or to join. */
  readonly idle: boolean;
}

export const concatenated = (values: readonly Value[]): Value => ({
  sources: values.flatMap(({ sources }) => sources),
  width: values.reduce((sum, { width }) => sum + width, 0),
  single: values.every(({ single }) => single),
});

/** Makers of layers without an activation or a state. */
export interface Makers {
  /** Passes numbers on. */
  identity(width: number, title: string): ChainLayer;
  /** Takes some of the numbers. */
  part(whole: number, start: number, length: number): ChainLayer;
}

export class Plan {
  private readonly pieces: Piece[] = [];

  constructor(private readonly makers: Makers) {}

  /** Adds a layer that reads a value. */
  push(made: ChainLayer, input: Value, width: number, single = input.single): Value {
    return this.place({ made, from: this.wholes(input), add: [], idle: false }, width, single);
  }

  /** The sum of values of one width. */
  sum(values: readonly Value[]): Value {
    const [first, ...others] = values.map((value) => this.one(value));
    const { width } = values[0];
    const piece = { made: this.makers.identity(width, 'sum'), from: [first], add: others, idle: true };
    return this.place(
      piece,
      width,
      values.every(({ single }) => single),
    );
  }

  /** Values as the output of one last layer. */
  output(value: Value): void {
    const last = this.pieces.length - 1;
    const [source] = value.sources;
    if (value.sources.length === 1 && source.of === last && source.length === source.whole) return;
    this.place(
      {
        made: this.makers.identity(value.width, 'side by side'),
        from: this.wholes(value),
        add: [],
        idle: true,
      },
      value.width,
      value.single,
    );
  }

  /** The layers in order, with what each reads where that is not the one before. */
  get chain(): ChainLayer[] {
    const pieces = merged(this.pieces);
    return pieces.map(({ made, from, add }, k) => {
      const usual = from.length === 1 && from[0] === (k === 0 ? 'input' : k - 1);
      const wired = { ...(!usual && { from }), ...(add.length > 0 && { add }) };
      return { ...made, layer: { ...made.layer, ...wired } };
    });
  }

  private place(piece: Piece, width: number, single: boolean): Value {
    const of = this.pieces.push(piece) - 1;
    return { sources: [{ of, start: 0, length: width, whole: width }], width, single };
  }

  /** What a value consists of, each the whole of a layer: parts get a layer of their own. */
  private wholes({ sources }: Value): (number | 'input')[] {
    return sources.map(({ of, start, length, whole }) => {
      if (length === whole) return of;
      const made = this.makers.part(whole, start, length);
      return this.pieces.push({ made, from: [of], add: [], idle: false }) - 1;
    });
  }

  private one(value: Value): number | 'input' {
    const wholes = this.wholes(value);
    if (wholes.length === 1) return wholes[0];
    return (
      this.pieces.push({
        made: this.makers.identity(value.width, 'side by side'),
        from: wholes,
        add: [],
        idle: true,
      }) - 1
    );
  }
}

/** Sums go to the layer just before, if only they read it, instead of to a layer of their own. */
function merged(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  const moved = new Map<number | 'input', number | 'input'>([['input', 'input']]);
  const everyRead = pieces.flatMap(({ from, add }) => [...from, ...add]);
  const isAlone = (index: number | 'input') => everyRead.filter((one) => one === index).length === 1;
  const renamed = (list: readonly (number | 'input')[]) => list.map((one) => moved.get(one) ?? one);
  pieces.forEach((piece, k) => {
    const operands = piece.idle && piece.from.length === 1 ? [...piece.from, ...piece.add] : [];
    const last = kept.length - 1;
    const host = operands.find((one) => one !== 'input' && moved.get(one) === last && isAlone(one));
    if (host === undefined) {
      moved.set(k, kept.length);
      kept.push({ ...piece, from: renamed(piece.from), add: renamed(piece.add) });
      return;
    }
    const others = renamed(operands.filter((one) => one !== host));
    kept[last] = { ...kept[last], add: [...kept[last].add, ...others] };
    moved.set(k, last);
  });
  return kept;
}
