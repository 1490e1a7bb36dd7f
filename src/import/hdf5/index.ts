/**
 * Files of HDF5 as h5py, Keras and HighFive write them: groups, datasets of numbers and texts, attributes.
 * Source: The HDF Group, HDF5 File Format Specification, version 3.0. Addresses and sizes are checked against the file before
 * anything is read or memory taken, so a file that is cut or lies ends in an error at once.
 */
import { type FileBytes as Bytes, FileBytes, textOf } from './bytes.ts';
import { countOf, dataspaceOf } from './dataspace.ts';
import { type Datatype, datatypeOf, fromBfloat16 } from './datatype.ts';
import { heapText } from './heap.ts';
import { linksOf } from './links.ts';
import { ATTRIBUTE, ATTRIBUTE_INFO, DATASPACE, DATATYPE, type Message, messagesOf } from './messages.ts';
import { isHdf5 } from './signature.ts';
import { storedBytes } from './storage.ts';

/** The value of an attribute: a text, or texts, or numbers, a scalar as a list of one. Null for other types. */
export type Attribute = string | readonly string[] | Float64Array | null;

/** A group or a dataset of a file. */
export class Hdf5Object {
  private readonly messages: readonly Message[];
  private named: ReadonlyMap<string, number> | null = null;

  constructor(
    private readonly from: Bytes,
    at: number,
    /** Where it lies: `/` or `/model_weights/gru`. */
    readonly path: string,
  ) {
    this.messages = messagesOf(from, at, path);
  }

  get isDataset(): boolean {
    return this.messages.some(({ type }) => type === DATASPACE);
  }

  /** The names in a group, in the order of the file. */
  get names(): readonly string[] {
    return [...this.links.keys()];
  }

  /** What lies under a name, or under names joined by `/`; null if there is nothing. */
  find(path: string): Hdf5Object | null {
    let found: Hdf5Object = this;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const at = found.isDataset ? undefined : found.links.get(name);
      if (at === undefined) return null;
      found = new Hdf5Object(this.from, at, `${found.path === '/' ? '' : found.path}/${name}`);
    }
    return found;
  }

  /** Sizes of a dataset, the outermost first. */
  get shape(): readonly number[] {
    return dataspaceOf(this.from, this.message(DATASPACE, 'sizes').at);
  }

  /** The numbers of a dataset, row-major. @throws ImportError if it holds no numbers */
  numbers(): Float64Array {
    const type = datatypeOf(this.from, this.message(DATATYPE, 'type').at);
    const bytes = storedBytes(this.from, this.messages, this.path, type, this.shape);
    const read = this.reader(type);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: countOf(this.shape) }, (_, k) => read(view, k * type.size));
  }

  /** An attribute's value; undefined if there is none of that name. */
  attribute(name: string): Attribute | undefined {
    for (const { type, at, flags } of this.messages) {
      if (type === ATTRIBUTE && (flags & 2) !== 0)
        throw this.error('shares its attributes, which is not read here');
      if (type !== ATTRIBUTE) continue;
      const found = attributeAt(this.from, at);
      if (found.name === name) return found.value();
    }
    const dense = this.messages.find(({ type }) => type === ATTRIBUTE_INFO);
    if (dense && this.from.u64(dense.at + 2 + (this.from.u8(dense.at + 1) & 1 ? 2 : 0)) >= 0)
      throw this.error(
        'keeps its many attributes in a form that is not read here: save the file with h5py\'s libver="earliest"',
      );
    return undefined;
  }

  /** An attribute that is a text. */
  text(name: string): string | undefined {
    const found = this.attribute(name);
    if (typeof found === 'string') return found;
    return Array.isArray(found) && found.length === 1 ? found[0] : undefined;
  }

  error(what: string) {
    return this.from.error(`${this.path} ${what}`);
  }

  private get links(): ReadonlyMap<string, number> {
    this.named ??= linksOf(this.from, this.messages, this.path);
    return this.named;
  }

  private message(type: number, what: string): Message {
    const found = this.messages.find((one) => one.type === type);
    if (!found) throw this.error(`has no ${what}: the file is damaged`);
    if (found.flags & 2) throw this.error(`shares its ${what} with others, which is not read here`);
    return found;
  }

  private reader(type: Datatype): (view: DataView, at: number) => number {
    if (type.kind === 'number') return type.read;
    // h5py knows no bfloat16: Keras says so beside two opaque bytes
    if (type.kind === 'opaque' && type.size === 2 && this.text('dtype') === 'bfloat16')
      return (view, at) => fromBfloat16(view.getUint16(at, true));
    throw this.error(`holds ${type.name}, not numbers`);
  }
}

/** An attribute's message (IV.A.2.m). */
function attributeAt(from: Bytes, at: number): { name: string; value: () => Attribute } {
  from.need(at, 8, 'an attribute');
  const version = from.u8(at);
  if (version < 1 || version > 3) throw from.error(`an attribute has the unknown version ${version}`);
  const padded = (size: number) => (version === 1 ? 8 * Math.ceil(size / 8) : size);
  const [nameSize, typeSize, spaceSize] = [2, 4, 6].map((k) => from.u16(at + k));
  const nameAt = at + (version === 3 ? 9 : 8);
  const typeAt = nameAt + padded(nameSize);
  const spaceAt = typeAt + padded(typeSize);
  const name = from.text(nameAt, nameSize, "an attribute's name");
  return {
    name,
    value() {
      if (version > 1 && from.u8(at + 1) !== 0)
        throw from.error(`the attribute ${name} shares its type, which is not read here`);
      const type = datatypeOf(from, typeAt);
      const shape = dataspaceOf(from, spaceAt);
      return valueAt(from, spaceAt + padded(spaceSize), type, shape, `the attribute ${name}`);
    },
  };
}

function valueAt(from: Bytes, at: number, type: Datatype, shape: readonly number[], what: string): Attribute {
  const { kind, size } = type;
  const count = countOf(shape);
  if (kind === 'opaque' || kind === 'other') return null;
  const bytes = from.slice(at, count * size, what);
  if (kind === 'number') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: count }, (_, k) => type.read(view, k * size));
  }
  const texts = Array.from({ length: count }, (_, k) =>
    kind === 'text' ? textOf(bytes.subarray(k * size, (k + 1) * size)) : heapText(from, at + k * size),
  );
  return shape.length === 0 ? texts[0] : texts;
}

/**
 * The root of a file.
 * @throws ImportError that names `file` if it is no HDF5, is cut short or is damaged
 */
export function readHdf5(bytes: Uint8Array, file: string): Hdf5Object {
  const from = new FileBytes(bytes, file);
  if (!isHdf5(bytes)) throw from.error('the file does not begin as HDF5 does');
  from.need(0, 48, 'the header');
  const version = from.u8(8);
  if (version > 3) throw from.error(`the file has the unknown version ${version}`);
  const old = version < 2;
  const [offsets, lengths] = old ? [from.u8(13), from.u8(14)] : [from.u8(9), from.u8(10)];
  if (offsets !== 8 || lengths !== 8)
    throw from.error(`the file has addresses of ${offsets} bytes and sizes of ${lengths}; 8 can be read`);
  const first = old ? (version === 1 ? 28 : 24) : 12;
  if (from.u64(first) !== 0)
    throw from.error('the file does not begin at its first byte: save it without a user block');
  const end = from.u64(first + 16);
  if (end > bytes.length || end < 0)
    throw from.error(
      `the file has ${bytes.length.toLocaleString('en')} bytes but says that it has ${end.toLocaleString('en')}: it is cut short; copy or download it again`,
    );
  return new Hdf5Object(from, from.u64(old ? first + 40 : first + 24), '/');
}
