// biome-ignore-all lint/suspicious/noControlCharactersInRegex: files begin with them
/** Recognises a file by its first bytes, not by its name. */

/** The kinds of file that a command asks for. */
export type Wanted = 'blob' | 'tensors' | 'table' | 'json';

export interface Kind {
  readonly name: string;
  /** Words to follow "is". */
  readonly is: string;
  /** The requests that this kind can serve. */
  readonly for?: readonly Wanted[];
  /** What to do with it. */
  readonly advice?: string;
}

const save = 'save the state_dict of its model with examples/save_safetensors.py';
const unpack = 'unpack it first';
const csv = 'save the data as CSV, or as NPY with numpy.save';

const kinds = {
  blob: { name: 'blob', is: 'a blob of meniscus', for: ['blob'], advice: 'run it with meniscus run' },
  snapshot: { name: 'snapshot', is: 'a snapshot of a session, not a model' },
  npy: { name: 'npy', is: 'an NPY array', for: ['table'] },
  safetensors: {
    name: 'safetensors',
    is: 'a safetensors file',
    for: ['tensors'],
    advice: 'meniscus import makes a blob of it',
  },
  torch: { name: 'torch', is: 'a zip archive (a PyTorch checkpoint)', advice: save },
  npz: { name: 'npz', is: 'a zip archive (of NumPy arrays, NPZ)', advice: 'save one array with numpy.save' },
  zip: { name: 'zip', is: 'a zip archive', advice: unpack },
  pickle: { name: 'pickle', is: 'a Python pickle (an old PyTorch checkpoint, perhaps)', advice: save },
  onnx: { name: 'onnx', is: 'an ONNX model, which cannot be read', advice: save },
  tflite: { name: 'tflite', is: 'a TensorFlow Lite model, which cannot be read' },
  gguf: { name: 'gguf', is: 'a GGUF model, which cannot be read' },
  hdf5: { name: 'hdf5', is: 'an HDF5 file (a Keras model or data)', advice: csv },
  matlab: { name: 'matlab', is: 'a MATLAB file', advice: csv },
  parquet: { name: 'parquet', is: 'a Parquet file', advice: csv },
  gzip: { name: 'gzip', is: 'compressed with gzip', advice: unpack },
  bzip2: { name: 'bzip2', is: 'compressed with bzip2', advice: unpack },
  xz: { name: 'xz', is: 'compressed with xz', advice: unpack },
  zstd: { name: 'zstd', is: 'compressed with zstd', advice: unpack },
  png: { name: 'png', is: 'a PNG picture' },
  jpeg: { name: 'jpeg', is: 'a JPEG picture' },
  pdf: { name: 'pdf', is: 'a PDF document' },
  wasm: { name: 'wasm', is: 'a WebAssembly module, not a model' },
  program: { name: 'program', is: 'a program' },
  utf16: { name: 'utf16', is: 'text in UTF-16', advice: 'save it as UTF-8' },
  html: { name: 'html', is: 'a web page (a failed download, perhaps)' },
  json: { name: 'json', is: 'JSON text', for: ['json'] },
  text: { name: 'text', is: 'text', for: ['table', 'json'] },
  empty: { name: 'empty', is: 'empty', for: ['table', 'json', 'blob', 'tensors'] },
  unknown: { name: 'unknown', is: 'of no kind that is known', for: ['blob', 'tensors', 'table', 'json'] },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;

/** The first bytes of each kind; text stands for its bytes. The first that fits wins. */
const starts: readonly (readonly [KindName, string])[] = [
  ['blob', 'MNSC'],
  ['snapshot', 'MNSS'],
  ['npy', '\x93NUMPY'],
  ['hdf5', '\x89HDF\r\n\x1a\n'],
  ['gzip', '\x1f\x8b'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpeg', '\xff\xd8\xff'],
  ['pdf', '%PDF-'],
  ['wasm', '\0asm'],
  ['program', '\x7fELF'],
  ['program', 'MZ\x90'],
  ['gguf', 'GGUF'],
  ['parquet', 'PAR1'],
  ['matlab', 'MATLAB 5.0 MAT-file'],
  ['utf16', '\xff\xfe'],
  ['utf16', '\xfe\xff'],
];

/** A file's start as text, one character a byte. */
const LOOKED_AT = 4096;

/** The kind that a file's first bytes tell. */
export function kindOf(bytes: Uint8Array): Kind & { readonly name: KindName } {
  return kinds[nameOf(bytes)];
}

function nameOf(bytes: Uint8Array): KindName {
  if (bytes.length === 0) return 'empty';
  const start = Array.from(bytes.subarray(0, LOOKED_AT), (byte) => String.fromCharCode(byte)).join('');
  const known = starts.find(([, magic]) => start.startsWith(magic));
  if (known) return known[0];
  if (/^PK(\x03\x04|\x05\x06)/.test(start)) return zipOf(start);
  if (start.slice(4, 8) === 'TFL3') return 'tflite';
  if (isSafetensors(bytes)) return 'safetensors';
  // protocol 2 and later: its number, then a frame, a tuple, a dictionary, an integer, a name of a module …
  if (/^\x80[\x02-\x05][\x8a\x95}\](cX\x8c]/.test(start)) return 'pickle';
  // the version of the format as field 1, then one of the next fields of a model: texts, numbers or the graph
  if (/^\x08[\x01-\x20][\x12\x1a\x22\x28\x32\x3a\x42]/.test(start)) return 'onnx';
  return textOf(start);
}

function zipOf(start: string): KindName {
  if (/\/data\.pkl|\/\.format_version|\/byteorder/.test(start)) return 'torch';
  return start.slice(30, 200).includes('.npy') ? 'npz' : 'zip';
}

/** A header's length in eight bytes, then a brace. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && bytes[4] + bytes[5] + bytes[6] + bytes[7] === 0;
}

function textOf(start: string): KindName {
  // no encoding of a table has such bytes
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(start)) return 'unknown';
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype|html)/i.test(text)) return 'html';
  return /^[{[]/.test(text) ? 'json' : 'text';
}

const names: Readonly<Record<Wanted, string>> = {
  blob: 'a blob of meniscus',
  tensors: 'a safetensors file',
  table: 'CSV or NPY',
  json: 'JSON',
};

/**
 * Why a file cannot be what is asked for, to follow its name; null if it can. A file of no known kind may be a damaged one:
 * its reader says more.
 */
export function wrongKind(bytes: Uint8Array, wanted: Wanted): string | null {
  const { is, for: good, advice }: Kind = kindOf(bytes);
  if (good?.includes(wanted)) return null;
  return `is ${is}, not ${names[wanted]}${advice ? `: ${advice}` : ''}`;
}
