/** The layers that a module's code comes to, written down while the code is followed with a stand-in for its input. */
import { type Activation, activationTitle } from '../../../cells/activation.ts';
import type { LayerSource } from '../../../network/sources.ts';
import { activation, type ChainLayer, elementwise } from '../../chain/layers.ts';

/** The stream that runs through the code: what layers give, side by side. */
export class Stream {
  constructor(
    readonly sources: readonly LayerSource[],
    readonly width: number,
    /** Dimensions: time, batch and numbers; 2 once one is gone. */
    readonly rank: number,
    /** Whether it is the output of a recurrent layer. */
    readonly isState = false,
  ) {}

  /** The same numbers in another form. */
  ofRank(rank: number): Stream {
    return new Stream(this.sources, this.width, rank, this.isState);
  }
}

/** A state of a recurrent layer: zero, or one that the caller feeds, or what a layer gives as its last. */
export class State {
  /**
   * @param last what the last of `depth` layers gives, which is the last state of that layer
   */
  constructor(
    readonly from: 'zero' | 'caller' | 'layer',
    private readonly last: Stream | null = null,
    private readonly depth = 1,
  ) {}

  /** The state of the only layer. */
  get only(): Stream | State {
    return this.depth === 1 ? this.of(0) : this;
  }

  /** One layer's part: of the last layer its output at the last step. */
  of(layer: unknown): Stream | State {
    return this.last && (layer === -1 || layer === this.depth - 1) ? this.last.ofRank(2) : this;
  }
}

/** Numbers of the file. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** What the code does that no layer here does: it ends in a message. */
export class Unknown extends Error {
  override name = 'Unknown';
}

/** What cannot run on a stream at all. */
export class NoStream extends Error {
  override name = 'NoStream';
}

const MOST_LAYERS = 64;

export class Tape {
  readonly chain: ChainLayer[] = [];
  /** Whether a state is fed by the caller. */
  isFed = false;
  private readonly read = new Set<LayerSource>();

  constructor(readonly inputs: number) {}

  get input(): Stream {
    return new Stream(['input'], this.inputs, 3);
  }

  private get before(): LayerSource {
    return this.chain.length === 0 ? 'input' : this.chain.length - 1;
  }

  /** Appends a layer that reads a stream. @param width of what it gives */
  push(layer: ChainLayer, x: Stream, width = layer.layer.units): Stream {
    if (this.chain.length >= MOST_LAYERS) throw new Unknown(`has more than ${MOST_LAYERS} layers`);
    for (const one of x.sources) this.read.add(one);
    const isNext = x.sources.length === 1 && x.sources[0] === this.before;
    this.chain.push(
      isNext ? layer : { ...layer, layer: { ...layer.layer, from: x.sources } as ChainLayer['layer'] },
    );
    const isState = ['lstm', 'gru', 'rnn'].includes(String(layer.layer.cell));
    return new Stream([this.chain.length - 1], width, x.rank, isState);
  }

  /** f(x): of a linear layer that nobody else reads, that layer's own activation. */
  activate(f: Activation, x: Stream): Stream {
    const [k] = x.sources;
    const isOwn = x.sources.length === 1 && k === this.before && k !== 'input' && !this.read.has(k);
    const { layer } = isOwn ? this.chain[k] : { layer: null };
    const { activation: own } = (layer?.options ?? {}) as { readonly activation?: Activation };
    if (!isOwn || layer?.cell !== 'dense' || own !== 'linear' || layer.add)
      return this.push(activation(f, x.width), x);
    const title = `${this.chain[k].title}, ${activationTitle(f)}`;
    this.chain[k] = { ...this.chain[k], title, layer: { ...layer, options: { activation: f } } };
    return x;
  }

  /** a + b */
  add(a: Stream, b: Stream): Stream {
    if (a.width !== b.width) throw new Unknown(`adds ${a.width} and ${b.width} numbers`);
    for (const [onto, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const [k] = onto.sources;
      if (onto.sources.length > 1 || k !== this.before || k === 'input' || this.read.has(k)) continue;
      if (other.sources.length > 1 || other.sources[0] === k || this.chain[k].layer.add) continue;
      this.read.add(other.sources[0]);
      this.chain[k] = {
        ...this.chain[k],
        layer: { ...this.chain[k].layer, add: other.sources } as ChainLayer['layer'],
      };
      return new Stream([k], onto.width, Math.max(a.rank, b.rank));
    }
    if (a.sources.length > 1 || b.sources.length > 1) throw new Unknown('adds concatenated values');
    const one = elementwise(new Float64Array(a.width).fill(1), new Float64Array(a.width), 'sum', {
      add: b.sources,
    });
    this.read.add(b.sources[0]);
    return this.push(one, a);
  }
}
