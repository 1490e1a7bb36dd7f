/**
 * Data sets that others publish, which are no part of the repository. The variable MENISCUS_PUBLIC names their folder;
 * without it, one beside the checkout is taken. `list.ts` has the names of the files.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

export const publicFolder: string =
  process.env.MENISCUS_PUBLIC ?? fileURLToPath(new URL('../../../../shared/data/public', import.meta.url));

if (!existsSync(publicFolder))
  console.log('skipped: no public data sets (MENISCUS_PUBLIC=FOLDER names them)');

/** The texts in a zip file, by name, from its central directory (APPNOTE 6.3.10, 4.3.12). */
export function unzipped(bytes: Buffer): Record<string, string> {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const texts: Record<string, string> = {};
  for (let entry = 0, at = bytes.readUInt32LE(end + 16); entry < bytes.readUInt16LE(end + 10); entry++) {
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const method = bytes.readUInt16LE(at + 10);
    const file = bytes.toString('utf8', at + 46, at + 46 + name);
    if (file.endsWith('.csv'))
      texts[file] = (method === 8 ? inflateRawSync(packed) : packed).toString('utf8');
    at += 46 + name + extra + comment;
  }
  return texts;
}
