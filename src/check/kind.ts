// biome-ignore-all lint/suspicious/noControlCharactersInRegex: files begin with them
/** Recognises a file by its first bytes, not by its name. */
import { type Kind, type KindName, kinds, type Wanted } from './kinds.ts';

export type { Wanted } from './kinds.ts';

/** The first bytes of each kind, where letters alone are no sign: a header of a table may have them too. */
const starts: readonly (readonly [KindName, string | RegExp])[] = [
  ['blob', 'MNSC'],
  ['snapshot', 'MNSS'],
  ['npy', '\x93NUMPY'],
  ['hdf5', '\x89HDF\r\n\x1a\n'],
  ['matlab73', 'MATLAB 7.3 MAT-file'],
  ['matlab', 'MATLAB 5.0 MAT-file'],
  ['gzip', '\x1f\x8b'],
  ['bzip2', /^BZh[1-9](1AY&SY|\x17rE8P\x90)/],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['lz4', '\x04\x22\x4d\x18'],
  ['sevenzip', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'Rar!\x1a\x07'],
  ['tar', /^[\s\S]{257}ustar[\0 ]/],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpeg', '\xff\xd8\xff'],
  ['gif', /^GIF8[79]a/],
  ['tiff', /^(II\*\0|MM\0\*)/],
  ['bmp', /^BM[\s\S]{4}\0\0\0\0/],
  ['webp', /^RIFF[\s\S]{4}WEBP/],
  ['wav', /^(RIFF|RF64)[\s\S]{4}WAVE/],
  ['avi', /^RIFF[\s\S]{4}AVI /],
  ['flac', 'fLaC\0'],
  ['ogg', 'OggS\0'],
  ['mp3', /^(ID3[\x02-\x04][\x00-\x09]|\xff[\xfb\xf3\xf2])/],
  ['mp4', /^\0\0[\s\S]{2}ftyp/],
  ['matroska', '\x1a\x45\xdf\xa3'],
  ['sqlite', 'SQLite format 3\0'],
  ['access', /^\0\x01\0\0Standard (Jet|ACE) DB/],
  ['duckdb', /^[\s\S]{8}DUCK[\s\S]\0\0\0/],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['netcdf', /^CDF[\x01\x02\x05]/],
  ['arrow', /^(ARROW1\0|FEA1[\s\S]{3}\0)/],
  ['orc', /^ORC[\x00-\x1f\x80-\xff]/],
  ['avro', 'Obj\x01'],
  ['rds', /^(X\n\0\0\0[\x02\x03]|A\n[23]\n\d{6}\n)/],
  ['rdata', /^RD[XA][23]\n/],
  ['spss', /^\$FL[23]@\(#\)/],
  ['stata', /^(<stata_dta>|[\x71-\x73][\x01\x02]\x01\0)/],
  ['sas', /^\0{12}\xc2\xea\x81\x60/],
  ['xport', 'HEADER RECORD*******LIB'],
  ['tdms', /^TDS[mh][\s\S]\0/],
  ['edf', /^0 {7}[\x20-\x7e]{160}\d\d\.\d\d\.\d{4}\.\d\d\.\d\d/],
  ['bdf', '\xffBIOSEMI'],
  ['mdf', /^(MDF|UnFinMF) {1,5}\d\.\d\d/],
  ['ulog', 'ULog\x01\x12\x35'],
  ['rosbag', '#ROSBAG V'],
  ['pdf', '%PDF-'],
  ['wasm', '\0asm'],
  ['program', /^(\x7fELF|MZ\x90)/],
  ['gguf', 'GGUF'],
  ['parquet', 'PAR1'],
  ['utf16', /^(\xff\xfe|\xfe\xff)/],
  ['tflite', /^[\s\S]{4}TFL3/],
  // protocol 2 and later: its number, then a frame, a tuple, a dictionary, an integer, a name of a module …
  ['pickle', /^\x80[\x02-\x05][\x8a\x95}\](cX\x8c]/],
  // the version of the format as field 1, then one of the next fields of a model: texts, numbers or the graph
  ['onnx', /^\x08[\x01-\x20][\x12\x1a\x22\x28\x32\x3a\x42]/],
];

/** A file's start as text, one character a byte; of an archive more, to see the names in it. */
const LOOKED_AT = 4096;
const IN_ARCHIVES = 65_536;

/** The kind that a file's first bytes tell. */
export function kindOf(bytes: Uint8Array): Kind & { readonly name: KindName } {
  const name = nameOf(bytes);
  return { name, ...kinds[name] };
}

function nameOf(bytes: Uint8Array): KindName {
  if (bytes.length === 0) return 'empty';
  const start = lettersOf(bytes, LOOKED_AT);
  if (/^PK(\x03\x04|\x05\x06)/.test(start)) return zipOf(lettersOf(bytes, IN_ARCHIVES));
  if (isSafetensors(bytes)) return 'safetensors';
  const known = starts.find(([, sign]) =>
    typeof sign === 'string' ? start.startsWith(sign) : sign.test(start),
  );
  return known ? known[0] : textOf(start);
}

function lettersOf(bytes: Uint8Array, most: number): string {
  let text = '';
  for (let at = 0; at < Math.min(bytes.length, most); at += LOOKED_AT)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + LOOKED_AT, most)));
  return text;
}

function zipOf(start: string): KindName {
  if (/\/data\.pkl|\/\.format_version|\/byteorder/.test(start)) return 'torch';
  if (start.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'ods';
  const names = Array.from(start.matchAll(/PK\x03\x04[\s\S]{26}([\w[/. -]{1,30})/g), ([, name]) => name);
  if (names.some((name) => name.startsWith('xl/'))) return 'excel';
  if (names.some((name) => name.startsWith('word/'))) return 'word';
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
  // names of columns in angle brackets, as traders write them, are neither
  if (/^<(!doctype html|(html|table)[\s>])/i.test(text)) return 'html';
  if (/^<(\?xml|!--|!doctype|\w+\s+[\w:]+=)/i.test(text)) return /<html/i.test(text) ? 'html' : 'xml';
  // a whole object in the first line, and another one below
  if (/^\{[^\n]*\}[ \t\r]*\n\s*\{/.test(text)) return 'jsonl';
  return /^(\{|\[\s*[[{"\d\]-])/.test(text) ? 'json' : 'text';
}

const names: Readonly<Record<Wanted, string>> = {
  blob: 'a blob of meniscus',
  model: 'a model (PyTorch, ONNX, Keras, safetensors, or JSON of an amplifier)',
  table: 'a table (CSV, JSON lines, Parquet or NPY)',
  json: 'JSON',
};

/** A file's name as a word of a command line. */
function quoted(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * Why a file cannot be what is asked for, to follow its name; null if it can. A file of no known kind may be a damaged one:
 * its reader says more.
 * @param file its name, for the command that converts it
 */
export function wrongKind(bytes: Uint8Array, wanted: Wanted, file = 'FILE'): string | null {
  const { is, for: good, advice, table }: Kind = kindOf(bytes);
  if (good?.includes(wanted)) return null;
  const todo = wanted === 'table' ? (table ?? advice) : advice;
  return `is ${is}, not ${names[wanted]}${todo ? `: ${todo.replaceAll('FILE', () => quoted(file))}` : ''}`;
}
