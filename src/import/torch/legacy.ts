/**
 * Files of PyTorch before 1.6: five pickles (a magic number, the version, the machine, the data, the keys of the storages),
 * then the storages in the order of their keys, each behind the number of its elements.
 * Source: torch/serialization.py, `_legacy_save`.
 */
import { ImportError, shown } from '../error.ts';
import { type Unpickled, unpickle } from '../pickle/unpickle.ts';
import { Dict, type StorageRef } from '../pickle/values.ts';
import { findWeights } from '../state-dict/find.ts';
import type { StateDict } from '../state-dict/state-dict.ts';
import { isTensor, type StorageBytes, stateDictOf, widthOf } from './tensors.ts';

export function readLegacy(bytes: Uint8Array, file: string): StateDict {
  let at = 0;
  const next = (what: string): Unpickled => {
    const found = unpickle(bytes, at, { what, file });
    at = found.end;
    return found;
  };
  next('the magic number');
  const { value: version } = next('the version');
  if (version !== 1001)
    throw new ImportError(
      `${file}: is of version ${shown(version)} of PyTorch's older files; 1001 can be read`,
    );
  const { value: machine } = next('the description of the machine');
  const isLittle = !(machine instanceof Dict) || machine.items.get('little_endian') !== false;
  const { value: root, storages } = next('the pickle');
  const { value: keys } = next('the list of storages');
  const places = placesOf(bytes, at, keys, storages, file);
  const { named, notes } = findWeights(root, file, isTensor);
  const bytesOf = ({ key }: StorageRef): StorageBytes => {
    const found = places.get(key);
    if (!found) throw new ImportError(`${file}: has no storage ${shown(key)}: it is damaged`);
    return { bytes: found, isLittle };
  };
  const { tensors, others } = stateDictOf(named, file, bytesOf);
  return { tensors, others, notes };
}

/** The bytes of each storage: they follow one another, each behind the number of its elements. */
function placesOf(
  bytes: Uint8Array,
  start: number,
  keys: unknown,
  storages: ReadonlyMap<string, StorageRef>,
  file: string,
): ReadonlyMap<string, Uint8Array> {
  if (!Array.isArray(keys))
    throw new ImportError(`${file}: has no list of storages behind its pickle: it is damaged`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = new Map<string, Uint8Array>();
  let at = start;
  for (const key of keys) {
    const storage = storages.get(key as string);
    if (!storage || places.has(storage.key))
      throw new ImportError(
        `${file}: lists a storage ${shown(key)} that its pickle does not have, or twice: it is damaged`,
      );
    const width = widthOf(storage);
    const count = at + 8 > bytes.length ? null : Number(view.getBigUint64(at, true));
    if (count !== null && count !== storage.elements)
      throw new ImportError(
        `${file}: storage ${shown(key)} has ${count} elements, its pickle says ${storage.elements}: the file is damaged`,
      );
    const end = at + 8 + width * storage.elements;
    if (count === null || end > bytes.length)
      throw new ImportError(
        `${file}: storage ${shown(key)} ends at byte ${end} but the file has ${bytes.length}: it is cut short; save or download it again`,
      );
    places.set(storage.key, bytes.subarray(at + 8, end));
    at = end;
  }
  if (at !== bytes.length) throw new ImportError(`${file}: bytes follow its last storage: it is damaged`);
  return places;
}
