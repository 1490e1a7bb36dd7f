/** The tensors of a pickle of PyTorch or NumPy, from their storages. */
import { elementTypes } from '../elements.ts';
import { ImportError, shown } from '../error.ts';
import { ArrayRef, type StorageRef, TensorRef } from '../pickle/values.ts';
import { type StateDict, StateDictBuilder } from '../state-dict/state-dict.ts';

/** The bytes of a storage. */
export interface StorageBytes {
  readonly bytes: Uint8Array;
  readonly isLittle: boolean;
}

const types: Readonly<Record<string, string>> = {
  FloatStorage: 'F32',
  DoubleStorage: 'F64',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** NumPy's types, without the byte order. */
export const arrayTypes: Readonly<Record<string, string>> = {
  ...{ f2: 'F16', f4: 'F32', f8: 'F64', b1: 'BOOL' },
  ...{ i1: 'I8', i2: 'I16', i4: 'I32', i8: 'I64', u1: 'U8', u2: 'U16', u4: 'U32', u8: 'U64' },
};

/** The bytes of an element of a storage; 1 of an unknown type. */
export const widthOf = ({ type }: StorageRef): number => elementTypes.get(types[type])?.bytes ?? 1;

export const isTensor = (value: unknown): boolean => value instanceof TensorRef || value instanceof ArrayRef;

/** The state_dict of tensors by name. @throws ImportError for a tensor that its storage does not hold */
export function stateDictOf(
  named: ReadonlyMap<string, unknown>,
  file: string,
  bytesOf: (storage: StorageRef) => StorageBytes,
): StateDict {
  const made = new StateDictBuilder(file);
  for (const [name, one] of named)
    if (one instanceof TensorRef) addTensor(made, name, one, file, bytesOf);
    else if (one instanceof ArrayRef) addArray(made, name, one);
  return made;
}

function addTensor(
  made: StateDictBuilder,
  name: string,
  { storage, offset, shape, strides }: TensorRef,
  file: string,
  bytesOf: (storage: StorageRef) => StorageBytes,
): void {
  const dtype = types[storage.type] ?? storage.type;
  const { bytes, isLittle } = bytesOf(storage);
  const width = widthOf(storage);
  // over bytes without a type, it counts these
  if (bytes.length !== storage.elements * width && bytes.length !== storage.elements)
    throw new ImportError(
      `${file}: tensor ${shown(name)} says its storage ${shown(storage.key)} has ${storage.elements} elements of ${width} bytes, but it has ${bytes.length} bytes: the file is damaged`,
    );
  made.stored(name, { dtype, bytes, isLittle, offset, shape, strides });
}

export function addArray(
  made: StateDictBuilder,
  name: string,
  { type, shape, isFortran, bytes }: ArrayRef,
): void {
  const strides = shape.map((_, d) => shape.slice(0, d).reduce((a, b) => a * b, 1));
  made.stored(name, {
    dtype: arrayTypes[type.slice(1)] ?? type,
    ...{ bytes, shape, offset: 0, isLittle: type[0] !== '>' },
    ...(isFortran && { strides }),
  });
}
