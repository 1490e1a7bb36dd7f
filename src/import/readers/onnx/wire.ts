/**
 * The wire format of protocol buffers: a message is fields, each a number, a wire type and a value. Source:
 * protobuf.dev/programming-guides/encoding. Lengths are checked before anything is read.
 */

/** Bytes that are no message. `place` is the part of the file, such as `initialiser "W"`. */
export class WireError extends Error {
  override name = 'WireError';
  constructor(
    readonly place: string,
    readonly reason: string,
  ) {
    super(`${place}: ${reason}`);
  }
}

/** Wire types. Groups (3, 4) are of protocol buffers 1, which ONNX never used. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

interface Field {
  readonly number: number;
  readonly type: number;
  /** Where the value begins and ends; of `BYTES` without its length. */
  readonly from: number;
  readonly to: number;
}

const text = new TextDecoder();

/** A message whose fields have been found; values are decoded when asked for. */
export class Message {
  private readonly fields = new Map<number, Field[]>();
  private readonly view: DataView;

  /** @throws WireError if the bytes do not divide into fields */
  constructor(
    private readonly bytes: Uint8Array,
    readonly place: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const field of fieldsOf(bytes, place)) {
      const known = this.fields.get(field.number);
      if (known) known.push(field);
      else this.fields.set(field.number, [field]);
    }
  }

  has(number: number): boolean {
    return this.fields.has(number);
  }

  /** The bytes of every field of this number. */
  all(number: number): Uint8Array[] {
    return this.typed(number, BYTES).map(({ from, to }) => this.bytes.subarray(from, to));
  }

  /** The messages of a repeated field. `place` names each in errors. */
  messages(number: number, place: (index: number) => string): Message[] {
    return this.all(number).map((bytes, i) => new Message(bytes, place(i)));
  }

  message(number: number, place = this.place): Message | null {
    const last = this.all(number).at(-1);
    return last ? new Message(last, place) : null;
  }

  texts(number: number): string[] {
    return this.all(number).map((bytes) => text.decode(bytes));
  }

  text(number: number): string {
    return this.texts(number).at(-1) ?? '';
  }

  /** Signed whole numbers, packed or one by one. Beyond 2^53 they are rounded. */
  integers(number: number): number[] {
    const found: number[] = [];
    for (const { type, from, to } of this.fields.get(number) ?? []) {
      if (type !== VARINT && type !== BYTES) this.fail(number, type);
      for (let at = from; at < to; ) {
        const [value, next] = varint(this.bytes, at, to, this.place);
        found.push(value);
        at = next;
      }
    }
    return found;
  }

  integer(number: number): number {
    return this.integers(number).at(-1) ?? 0;
  }

  /** Numbers of 4 bytes (`FIXED32`) or 8 (`FIXED64`), packed or one by one. */
  floats(number: number, single: typeof FIXED32 | typeof FIXED64 = FIXED32): number[] {
    const size = single === FIXED32 ? 4 : 8;
    const found: number[] = [];
    for (const { type, from, to } of this.fields.get(number) ?? []) {
      if (type !== single && type !== BYTES) this.fail(number, type);
      if ((to - from) % size !== 0)
        throw new WireError(this.place, `field ${number} has ${to - from} bytes, not a multiple of ${size}`);
      for (let at = from; at < to; at += size)
        found.push(size === 4 ? this.view.getFloat32(at, true) : this.view.getFloat64(at, true));
    }
    return found;
  }

  private typed(number: number, type: number): readonly Field[] {
    const found = this.fields.get(number) ?? [];
    const other = found.find((field) => field.type !== type);
    if (other) this.fail(number, other.type);
    return found;
  }

  private fail(number: number, type: number): never {
    throw new WireError(this.place, `field ${number} has the wire type ${type}`);
  }
}

/**
 * The fields of a message, one after the other.
 * @throws WireError at the first that is cut short or of no known type
 */
export function* fieldsOf(bytes: Uint8Array, place: string): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const [tag, from] = varint(bytes, at, bytes.length, place);
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (tag < 8 || number > 0x1fffffff) throw new WireError(place, `byte ${at} begins no field`);
    const [start, to] = extent(bytes, from, type, place);
    if (to > bytes.length) throw new WireError(place, `the file ends inside it (field ${number})`);
    yield { number, type, from: start, to };
    at = to;
  }
}

/** Where a value of this type begins and ends. */
function extent(bytes: Uint8Array, at: number, type: number, place: string): [from: number, to: number] {
  if (type === VARINT) return [at, varint(bytes, at, bytes.length, place)[1]];
  if (type === FIXED32) return [at, at + 4];
  if (type === FIXED64) return [at, at + 8];
  if (type !== BYTES)
    throw new WireError(place, `a field has the wire type ${type}, which ONNX does not use`);
  const [length, from] = varint(bytes, at, bytes.length, place);
  return [from, length < 0 ? Number.POSITIVE_INFINITY : from + length];
}

/** A whole number of up to ten bytes, seven bits each, as a signed one of 64 bits; and where it ends. */
function varint(bytes: Uint8Array, at: number, end: number, place: string): [value: number, next: number] {
  let value = 0;
  for (let k = 0; k < 7; k++) {
    if (at >= end) throw new WireError(place, 'the file ends inside it');
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** (7 * k);
    if (byte < 128) return [value, at];
  }
  let high = BigInt(value);
  for (let k = 7n; k < 10n; k++) {
    if (at >= end) throw new WireError(place, 'the file ends inside it');
    const byte = bytes[at++];
    high += BigInt(byte & 127) << (7n * k);
    if (byte < 128) return [Number(BigInt.asIntN(64, high)), at];
  }
  throw new WireError(place, 'a number has more than ten bytes');
}
