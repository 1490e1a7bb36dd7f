/**
 * NumPy's archives of arrays: a zip of NPY files, one for each name.
 * Source: numpy.lib.format. Magic, version, header length (u16, from version 2 on u32), a Python dictionary as text, the values.
 */
import { Archive } from '../archive/zip.ts';
import { ImportError, shown } from '../error.ts';
import { ArrayRef } from '../pickle/values.ts';
import { addArray } from '../torch/tensors.ts';
import { type StateDict, StateDictBuilder } from './state-dict.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function readNpz(bytes: Uint8Array, file: string): StateDict {
  const archive = new Archive(bytes, file);
  const made = new StateDictBuilder(file);
  for (const entry of archive.names) {
    if (!entry.endsWith('.npy')) throw new ImportError(`${file}: entry ${shown(entry)} is no array of NumPy`);
    addArray(made, entry.slice(0, -4), arrayIn(archive.read(entry), `${file}: entry ${shown(entry)}`));
  }
  return made;
}

function arrayIn(bytes: Uint8Array, what: string): ArrayRef {
  const refuse = (why: string): never => {
    throw new ImportError(`${what} ${why}`);
  };
  if (bytes.length < 12 || MAGIC.some((byte, k) => bytes[k] !== byte)) return refuse('is no array of NumPy');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (start + length > bytes.length) return refuse('is cut short in its header');
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const [, type] =
    /'descr':\s*'([<>|=]\w+)'/.exec(header) ??
    refuse('has no type that can be read: save it with .astype("<f4")');
  const [, sizes] = /'shape':\s*\(([\d, ]*)\)/.exec(header) ?? refuse('has no shape: it is damaged');
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const isFortran = /'fortran_order':\s*True/.test(header);
  return Object.assign(new ArrayRef(), { type, shape, isFortran, bytes: bytes.subarray(start + length) });
}
