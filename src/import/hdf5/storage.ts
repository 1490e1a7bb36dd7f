import { type FileBytes, NOWHERE } from './bytes.ts';
import { countOf } from './dataspace.ts';
import type { Datatype } from './datatype.ts';
import { FILTERS, LAYOUT, type Message } from './messages.ts';

/** Where the elements of a dataset lie: their bytes in row-major order (IV.A.2.i). */
export function storedBytes(
  from: FileBytes,
  messages: readonly Message[],
  path: string,
  { size }: Datatype,
  shape: readonly number[],
): Uint8Array {
  const layout = messages.find(({ type }) => type === LAYOUT);
  if (!layout) throw from.error(`${path} has no data`);
  const wanted = size * countOf(shape);
  if (wanted === 0) return new Uint8Array();
  if (messages.some(({ type }) => type === FILTERS)) throw packed(from, path);
  const { at } = layout;
  const version = from.u8(at);
  if (version < 1 || version > 4) throw from.error(`${path} is stored in the unknown version ${version}`);
  const old = version < 3;
  const kind = from.u8(at + (old ? 2 : 1));
  if (kind > 1) throw packed(from, path);
  const place = kind === 0 ? compact(from, at, old) : contiguous(from, at, old, wanted);
  if (place.at === NOWHERE) throw from.error(`${path} was never written: save the model again`);
  if (place.size < wanted)
    throw from.error(
      `${path} of shape [${shape.join(', ')}] needs ${wanted.toLocaleString('en')} bytes but has ${place.size.toLocaleString('en')}: the file is damaged`,
    );
  return from.slice(place.at, wanted, `the data of ${path}`);
}

interface Place {
  readonly at: number;
  readonly size: number;
}

/** In the header itself. */
function compact(from: FileBytes, at: number, old: boolean): Place {
  if (!old) return { at: at + 4, size: from.u16(at + 2) };
  const sizeAt = at + 8 + 4 * from.u8(at + 1);
  return { at: sizeAt + 4, size: from.u32(sizeAt) };
}

/** In one piece. The older form does not repeat the size. */
function contiguous(from: FileBytes, at: number, old: boolean, wanted: number): Place {
  return old ? { at: from.u64(at + 8), size: wanted } : { at: from.u64(at + 2), size: from.u64(at + 10) };
}

const packed = (from: FileBytes, path: string) =>
  from.error(
    `${path} is stored in chunks or compressed, which Keras does not do: unpack the file with h5repack -f NONE -l CONTI`,
  );
