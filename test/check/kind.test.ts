import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kindOf, wrongKind } from '../../src/check/kind.ts';
import { type Kind, kinds } from '../../src/check/kinds.ts';

/** A character for each byte. */
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const file = (path: string): Uint8Array => readFileSync(new URL(`../../${path}`, import.meta.url));
const zip = (name: string): Uint8Array => bytes(`PK\x03\x04${'\0'.repeat(26)}${name}`);

const samples: readonly (readonly [kind: string, start: Uint8Array])[] = [
  ['blob', file('models/greenhouse.mns')],
  ['text', file('examples/greenhouse.csv')],
  ['json', file('package.json')],
  ['wasm', file('build/simd.wasm')],
  ['png', file('docs/report.png')],
  ['torch', zip('archive/data.pkl')],
  ['torch', zip('model/data.pklFB')],
  ['npz', zip('arr_0.npy')],
  ['word', zip('word/document.xml')],
  [
    'excel',
    bytes(
      `PK\x03\x04${'\0'.repeat(26)}[Content_Types].xml${'\x9c'.repeat(5000)}PK\x03\x04${'\0'.repeat(26)}xl/workbook.xml`,
    ),
  ],
  ['ods', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK')],
  ['zip', zip('run1.csv')],
  ['zip', bytes('PK\x05\x06')],
  ['pickle', bytes('\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.')],
  ['pickle', bytes('\x80\x04\x95\x10\0\0\0\0\0\0\0}')],
  ['onnx', bytes('\x08\x07\x12\x07pytorch\x1a\x052.1.0:')],
  ['onnx', bytes('\x08\x08:\x80\x02')],
  ['gzip', bytes('\x1f\x8b\x08\0')],
  ['bzip2', bytes('BZh91AY&SY')],
  ['xz', bytes('\xfd7zXZ\0\0')],
  ['zstd', bytes('\x28\xb5\x2f\xfd\x04')],
  ['hdf5', bytes('\x89HDF\r\n\x1a\n\0')],
  ['npy', bytes("\x93NUMPY\x01\0v\0{'descr'")],
  ['safetensors', bytes('\x10\0\0\0\0\0\0\0{"a":{}}        ')],
  ['tflite', bytes('\x1c\0\0\0TFL3')],
  ['gguf', bytes('GGUF\x03\0\0\0')],
  ['parquet', bytes('PAR1\x15')],
  ['matlab', bytes('MATLAB 5.0 MAT-file, Platform')],
  ['matlab73', bytes('MATLAB 7.3 MAT-file, Platform')],
  ['ole', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
  ['sqlite', bytes('SQLite format 3\0')],
  ['access', bytes('\0\x01\0\0Standard ACE DB\0')],
  ['duckdb', bytes('\x12\x34\x56\x78\x9a\xbc\xde\xf0DUCK\x40\0\0\0')],
  ['gif', bytes('GIF89a')],
  ['bmp', bytes('BM\x36\x0c\0\0\0\0\0\0')],
  ['tiff', bytes('II*\0\x08')],
  ['webp', bytes('RIFF\x01\x02\0\0WEBPVP8 ')],
  ['wav', bytes('RIFF\x01\x02\0\0WAVEfmt ')],
  ['avi', bytes('RIFF\x01\x02\0\0AVI LIST')],
  ['flac', bytes('fLaC\0')],
  ['ogg', bytes('OggS\0')],
  ['mp3', bytes('ID3\x04\0')],
  ['mp4', bytes('\0\0\0\x20ftypisom')],
  ['matroska', bytes('\x1a\x45\xdf\xa3')],
  ['netcdf', bytes('CDF\x01\0\0')],
  ['arrow', bytes('ARROW1\0\0')],
  ['orc', bytes('ORC\x08')],
  ['avro', bytes('Obj\x01')],
  ['rds', bytes('X\n\0\0\0\x03\0')],
  ['rdata', bytes('RDX3\nX\n')],
  ['spss', bytes('$FL2@(#) SPSS DATA FILE')],
  ['stata', bytes('<stata_dta><header>')],
  ['stata', bytes('\x73\x02\x01\0')],
  ['sas', bytes(`${'\0'.repeat(12)}\xc2\xea\x81\x60`)],
  ['xport', bytes('HEADER RECORD*******LIBRARY HEADER')],
  ['tdms', bytes('TDSm\x0e\0\0\0')],
  ['edf', bytes(`${'0'.padEnd(168)}01.02.2612.00.00`)],
  ['bdf', bytes('\xffBIOSEMI')],
  ['mdf', bytes('MDF     4.10    ')],
  ['ulog', bytes('ULog\x01\x12\x35')],
  ['rosbag', bytes('#ROSBAG V2.0\n')],
  ['tar', bytes(`${'run1.csv'.padEnd(257, '\0')}ustar\0`)],
  ['sevenzip', bytes("7z\xbc\xaf'\x1c")],
  ['rar', bytes('Rar!\x1a\x07\x01\0')],
  ['lz4', bytes('\x04\x22\x4d\x18')],
  ['jsonl', bytes('{"t":0,"a":1}\r\n{"t":1,"a":2}\n')],
  ['json', bytes('{"t":0,\n"a":1}\n')],
  ['json', bytes('[{"t":0}]')],
  ['xml', bytes('<?xml version="1.0"?><a/>')],
  ['xml', bytes('<gpx version="1.1">')],
  ['html', bytes('<?xml version="1.0"?>\n<!DOCTYPE html><html>')],
  // headers of tables that begin as other files do
  ['text', bytes('<DATE>\t<TIME>\t<OPEN>\n')],
  ['text', bytes('BMI,age\n')],
  ['text', bytes('ID3,ID4\n')],
  ['text', bytes('ORC,RDX\n')],
  ['text', bytes('[V],[A]\n')],
  ['text', bytes('0       1\n')],
  ['text', bytes('II*,MM\n')],
  ['jpeg', bytes('\xff\xd8\xff\xe0')],
  ['pdf', bytes('%PDF-1.7')],
  ['program', bytes('\x7fELF\x02')],
  ['snapshot', bytes('MNSS\x01\0\0\0')],
  ['utf16', bytes('\xff\xfea\0,\0')],
  ['html', bytes('  <!DOCTYPE html><html>')],
  ['text', bytes('\xef\xbb\xbftime,größe\n0,1\n')],
  ['text', bytes('t')],
  ['empty', bytes('')],
  ['unknown', bytes('\x01\x02\x03\x04')],
];

describe('the first bytes tell what a file is', () => {
  test.each(samples)('%s', (kind, start) => expect(kindOf(start).name).toBe(kind));

  test('and what it cannot be', () => {
    expect(wrongKind(zip('archive/data.pkl'), 'table')).toBe(
      'is a zip archive (a PyTorch checkpoint), not a table (CSV, JSON lines, Parquet or NPY): meniscus import makes a blob of it',
    );
    expect(wrongKind(bytes('\x1f\x8b\x08\0'), 'blob')).toBe(
      'is compressed with gzip, not a blob of meniscus: unpack it first: gunzip -k FILE',
    );
    expect(wrongKind(bytes('a,b\n'), 'blob')).toBe('is text, not a blob of meniscus');
    for (const wanted of ['blob', 'model', 'table', 'json'] as const) {
      expect(wrongKind(bytes('\x01\x02'), wanted)).toBe(null);
      expect(samples.filter(([, start]) => wrongKind(start, wanted) === null).length).toBeLessThan(
        samples.length / 3,
      );
    }
  });

  test.each<[string, string, string]>([
    [
      'data.xlsx',
      'PK\x03\x04                          xl/workbook.xml',
      'an Excel file (xlsx), not a table (CSV, JSON lines, Parquet or NPY): libreoffice --headless --convert-to csv data.xlsx',
    ],
    [
      'my log.db',
      'SQLite format 3\0',
      `sqlite3 -header -csv 'my log.db' "select * from TABLE" > table.csv (sqlite3 'my log.db' .tables lists them)`,
    ],
    [
      "it's.zip",
      'PK\x05\x06',
      "is a zip archive, not a table (CSV, JSON lines, Parquet or NPY): unzip 'it'\\''s.zip'",
    ],
    ['-x.tar', `${'run1.csv'.padEnd(257, '\0')}ustar\0`, ': tar -xf ./-x.tar'],
    [
      'f.dta',
      '<stata_dta>',
      `: python3 -c "import sys, pandas; f = sys.argv[1]; pandas.read_stata(f).to_csv(f + '.csv', index=False)" f.dta`,
    ],
  ])('the command that makes a table of %s', (name, start, told) => {
    expect(wrongKind(bytes(start), 'table', name)).toContain(told);
  });

  test('every foreign file has its command or advice', () => {
    const mute = Object.entries(kinds).filter(
      ([, { for: good, table, advice }]: [string, Kind]) => !good?.includes('table') && !table && !advice,
    );
    expect(mute.map(([name]) => name)).toEqual(['snapshot', 'tflite', 'gguf', 'wasm', 'program']);
    const untried = Object.keys(kinds).filter((name) => !samples.some(([kind]) => kind === name));
    expect(untried).toEqual([]);
  });
});
