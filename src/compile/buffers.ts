/** Scratch buffers of the arena, which values share if they are not alive at the same time. */
import { type Loop, lengthOf, type Value } from '../graph/value.ts';
import { type Item, type Program, padded, reads } from './program.ts';

/** An arena offset in bytes, or a constant. */
export type Operand = number | Value;

interface Buffer {
  readonly at: Value | symbol;
  readonly offset: number;
  readonly bytes: number;
}

export class Buffers {
  /** Offsets of what has one, by the value or by the symbol of a copy. */
  readonly places: Map<Value | symbol, number>;
  private readonly free: Omit<Buffer, 'at'>[] = [];
  private readonly live: Buffer[] = [];
  private readonly endOf: ReadonlyMap<Loop, number>;
  private readonly lastUse: Map<Value | symbol, number>;

  /**
   * @param top where the first of them begins
   * @param ports offsets of the values that are read from a port
   */
  constructor(
    private readonly program: Program,
    public top: number,
    ports: readonly (readonly [Value, number])[],
  ) {
    const { items, fixed, kept, output, probes } = program;
    this.places = new Map<Value | symbol, number>([...ports, ...fixed]);
    for (const [value] of kept) this.places.delete(value);
    this.endOf = new Map(items.flatMap((item, i) => (item.kind === 'end' ? [[item.loop, i]] : [])));
    this.lastUse = this.lastUses(items);
    for (const { at } of [output, ...probes]) this.lastUse.set(at, items.length);
  }

  /** The last position that reads each value; a loop keeps alive what it reads from outside. */
  private lastUses(items: readonly Item[]): Map<Value | symbol, number> {
    const last = new Map<Value | symbol, number>();
    let open: Loop | null = null;
    items.forEach((item, i) => {
      if (item.kind === 'loop') open = item.loop;
      if (item.kind === 'end') open = null;
      for (const value of reads(item)) {
        const until = open && value.loop !== open ? (this.endOf.get(open) as number) : i;
        const key = this.key(value);
        last.set(key, Math.max(last.get(key) ?? 0, until));
      }
    });
    return last;
  }

  /** Under what a value has its place. */
  private key(value: Value): Value | symbol {
    const { fixed, kept } = this.program;
    if (value.source.kind === 'segment') return this.key(value.source.of);
    if (value.source.kind === 'result' && !fixed.has(value)) return this.key(value.source.of.next);
    return kept.get(value) ?? value;
  }

  reserve(at: Value | symbol, bytes: number): number {
    const fit = this.free.findIndex((buffer) => buffer.bytes === bytes);
    const offset = fit >= 0 ? this.free.splice(fit, 1)[0].offset : this.top;
    if (fit < 0) this.top += bytes;
    this.places.set(at, offset);
    this.live.push({ at, offset, bytes });
    return offset;
  }

  /** A buffer for the substep of a loop, until it ends. */
  reserveFor(loop: Loop): number {
    this.lastUse.set(loop.substep, this.endOf.get(loop) as number);
    return this.reserve(loop.substep, padded(1));
  }

  /** Gives back the buffers that nothing reads after position `index`. */
  release(index: number, which: (at: Value | symbol) => boolean = () => true): void {
    const { live, lastUse, free } = this;
    for (let i = live.length - 1; i >= 0; i--)
      if ((lastUse.get(live[i].at) ?? 0) <= index && which(live[i].at)) free.push(...live.splice(i, 1));
  }

  /** Where an instruction reads a value. */
  operand(value: Value): Operand {
    if (value.region === 'constant' && !this.program.kept.has(value)) return value;
    const at = this.places.get(this.key(value));
    if (at === undefined)
      throw new RangeError('the result of a loop of one’s own must be the next value of a state of its cell');
    const { source } = value;
    return source.kind === 'segment' ? at + source.index * padded(lengthOf(value)) : at;
  }
}
