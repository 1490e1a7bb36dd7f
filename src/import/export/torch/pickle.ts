/** Pickles, protocol 2, written: the few opcodes of a TorchScript module, https://docs.python.org/3/library/pickletools.html. */
export class Pickle {
  private readonly bytes: number[] = [0x80, 2];

  /** A class or function by its module and name. */
  global(module: string, name: string): this {
    return this.op('c').ascii(`${module}\n${name}\n`);
  }

  text(text: string): this {
    const utf8 = new TextEncoder().encode(text);
    return this.op('X').uint32(utf8.length).put(utf8);
  }

  /** A whole number from 0 to 2³¹ − 1. */
  int(value: number): this {
    return this.op('J').uint32(value);
  }

  flag(value: boolean): this {
    return this.op(value ? '\x88' : '\x89');
  }

  none(): this {
    return this.op('N');
  }

  /** A tuple of what `items` puts. */
  tuple(items: (pickle: this) => void): this {
    this.op('(');
    items(this);
    return this.op('t');
  }

  /** A dictionary of the keys and values that `entries` puts, one after the other. */
  dict(entries: (pickle: this) => void): this {
    this.op('}').op('(');
    entries(this);
    return this.op('u');
  }

  /** What a storage is known by outside: the tuple before it. */
  persistent(): this {
    return this.op('Q');
  }

  /** The result of the function before, called with the tuple behind it. */
  call(): this {
    return this.op('R');
  }

  /** An object of the class before, with the attributes that `entries` puts. */
  object(entries: (pickle: this) => void): this {
    return this.op(')').op('\x81').dict(entries).op('b');
  }

  finish(): Uint8Array {
    return Uint8Array.from([...this.bytes, '.'.charCodeAt(0)]);
  }

  private op(code: string): this {
    this.bytes.push(code.charCodeAt(0));
    return this;
  }

  private ascii(text: string): this {
    return this.put(new TextEncoder().encode(text));
  }

  private uint32(value: number): this {
    return this.put([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
  }

  private put(bytes: Iterable<number>): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }
}
