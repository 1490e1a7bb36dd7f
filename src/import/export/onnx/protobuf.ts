/** The wire format of protocol buffers, written: https://protobuf.dev/programming-guides/encoding. */

const VARINT = 0;
const LENGTH = 2;
const FIXED32 = 5;

/** A message under construction. Fields are written in the order of the calls. */
export class Message {
  private readonly chunks: Uint8Array[] = [];

  /** @param value a whole number that float64 holds, also a negative one */
  int(field: number, value: number): this {
    return this.put(varint(tag(field, VARINT)), varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.put(varint(tag(field, FIXED32)), bytes);
  }

  bytes(field: number, bytes: Uint8Array): this {
    return this.put(varint(tag(field, LENGTH)), varint(bytes.length), bytes);
  }

  text(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  message(field: number, message: Message): this {
    return this.bytes(field, message.finish());
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  private put(...chunks: Uint8Array[]): this {
    this.chunks.push(...chunks);
    return this;
  }
}

const tag = (field: number, wire: number): number => field * 8 + wire;

/** Seven bits a byte, the lowest first; a negative number as 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
