/** The names that a pickle may ask for, and what stands for them here. Everything else is refused by its name. */
import { ArrayRef, Dict, Instance, Name, StorageRef, TensorRef, TypeRef } from './values.ts';

/** What a pickle's call of a name gives. @throws a text: what is wrong with its arguments */
type Meaning = (args: readonly unknown[]) => unknown;

const isSize = (x: unknown): x is number => Number.isSafeInteger(x) && Number(x) >= 0;
const sizes = (x: unknown): readonly number[] => {
  if (Array.isArray(x) && x.every(isSize)) return x;
  throw 'has sizes or strides that are no whole numbers ≥ 0';
};

const tensor: Meaning = ([storage, offset, shape, strides]) => {
  if (!(storage instanceof StorageRef) || !isSize(offset)) throw 'has no storage or no offset';
  const [lengths, steps] = [sizes(shape), sizes(strides)];
  if (lengths.length !== steps.length) throw `has ${lengths.length} sizes and ${steps.length} strides`;
  return new TensorRef(storage, offset, lengths, steps);
};

/** With its type as a name, over bytes. */
const typedTensor: Meaning = ([storage, offset, shape, strides, , , type, ...rest]) => {
  if (!(storage instanceof StorageRef) || !(type instanceof Name)) throw 'has no storage or no type';
  const typed = storages[type.name.replace(/^torch\./, '')];
  if (typed === undefined) throw `is of type ${type.name}`;
  return tensor([new StorageRef(typed, storage.key, storage.elements), offset, shape, strides, ...rest]);
};

const storages: Readonly<Record<string, string>> = {
  float64: 'DoubleStorage',
  float32: 'FloatStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  int64: 'LongStorage',
  int32: 'IntStorage',
  int16: 'ShortStorage',
  int8: 'CharStorage',
  uint8: 'ByteStorage',
  bool: 'BoolStorage',
};

const dict: Meaning = (args) => {
  const made = new Dict();
  // of pairs, as Python 2 wrote ordered ones
  const [pairs] = args;
  if (Array.isArray(pairs))
    for (const pair of pairs) if (Array.isArray(pair) && pair.length === 2) made.items.set(pair[0], pair[1]);
  return made;
};
const first: Meaning = ([one = null]) => one;
const latin: Meaning = ([text, encoding]) => {
  if (typeof text !== 'string' || encoding !== 'latin1') throw 'is no text in latin1';
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
};

/** The value of a NumPy scalar, as a number. */
const scalar: Meaning = ([type, bytes]) => {
  if (!(type instanceof TypeRef) || !(bytes instanceof Uint8Array)) throw 'is no number';
  const array = new ArrayRef();
  return Object.assign(array, { type: type.descr, bytes });
};

const calls: Readonly<Record<string, Meaning>> = {
  'collections.OrderedDict': dict,
  'collections.defaultdict': () => new Dict(),
  'torch._utils._rebuild_tensor': tensor,
  'torch._utils._rebuild_tensor_v2': tensor,
  'torch._utils._rebuild_tensor_v3': typedTensor,
  'torch._utils._rebuild_parameter': first,
  'torch._utils._rebuild_parameter_with_state': first,
  'torch._tensor._rebuild_from_type_v2': ([of, , args]) => {
    if (!(of instanceof Name) || !Array.isArray(args)) throw 'has no arguments';
    const meaning = meaningOf(of.name);
    if (!meaning || !/^torch\._utils\./.test(of.name)) throw `calls ${of.name}`;
    return meaning(args);
  },
  'torch.Size': first,
  'torch.device': () => null,
  'torch.serialization._get_layout': () => null,
  'torch.jit._pickle.build_intlist': first,
  'torch.jit._pickle.build_doublelist': first,
  'torch.jit._pickle.build_boollist': first,
  'torch.jit._pickle.build_tensorlist': first,
  'torch.jit._pickle.restore_type_tag': first,
  '_codecs.encode': latin,
  'numpy.dtype': ([type]) => {
    if (typeof type !== 'string') throw 'is no type';
    return new TypeRef(type);
  },
  'numpy.ndarray': () => new ArrayRef(),
  'numpy.core.multiarray._reconstruct': () => new ArrayRef(),
  'numpy.core.multiarray.scalar': scalar,
  'numpy.core.multiarray._frombuffer': ([bytes, type, shape, order]) => {
    if (!(bytes instanceof Uint8Array) || !(type instanceof TypeRef)) throw 'is no array';
    return Object.assign(new ArrayRef(), {
      bytes,
      type: type.descr,
      shape: sizes(shape),
      isFortran: order === 'F',
    });
  },
  'builtins.set': first,
  'builtins.list': first,
  'builtins.tuple': first,
  'builtins.dict': dict,
  'builtins.slice': () => null,
  'builtins.complex': () => null,
  'builtins.bytearray': ([bytes = null]) => bytes,
};

/** Classes of plain settings that stand beside weights in checkpoints: kept as data, which nobody reads. */
const settings =
  /^(argparse\.Namespace|pathlib\.\w+|datetime\.\w+|decimal\.Decimal|fractions\.Fraction|uuid\.UUID|enum\.\w+|omegaconf\.[\w.]+|(pytorch_lightning|lightning|lightning_fabric)\.[\w.]*(AttributeDict|Namespace)|torch\.optim\.[\w.]+|torch\.Generator|typing\.\w+|easydict\.EasyDict|yacs\.config\.CfgNode|copyreg\.__newobj__)$/;

/** Names that may stand as a value: types and classes. */
const values =
  /^(torch\.(\w+Storage|cuda\.\w+Storage|storage\.(_?Typed|Untyped)Storage|float\d+|bfloat16|double|half|u?int\d+|long|bool|strided|Tensor|nn\.parameter\.(Parameter|Buffer))|(builtins|__builtin__)\.(int|float|str|bool|list|dict|tuple|set|object|bytes)|numpy\.(float|u?int)\d+|numpy\.bool_?)$/;

/** The name as it is called now: older and newer ones mean the same. */
export const nameOf = (module: string, name: string): string =>
  `${module}.${name}`
    .replace(/^__builtin__\./, 'builtins.')
    .replace(/^numpy\._core\./, 'numpy.core.')
    .replace(/^numpy\.core\.numeric\._frombuffer$/, 'numpy.core.multiarray._frombuffer');

export const meaningOf = (name: string): Meaning | null =>
  Object.hasOwn(calls, name) ? calls[name] : settings.test(name) ? () => new Instance(name) : null;

/** Whether a name may be asked for at all. @param scripted names of TorchScript's own classes, too */
export const isKnown = (name: string): boolean => meaningOf(name) !== null || values.test(name);
