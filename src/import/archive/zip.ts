import { inflateSync } from 'fflate';
import { crc32 } from '../../format/crc.ts';
import { ImportError, shown } from '../error.ts';
import { type Entry, readDirectory } from './directory.ts';

export { isZip } from './directory.ts';

/** The files of a zip archive. Each is unpacked when it is read, and its CRC-32 checked. */
export class Archive {
  private readonly entries: ReadonlyMap<string, Entry>;

  /** @throws ImportError for an archive that is cut short or damaged, repeats a name, or unpacks to too much */
  constructor(
    private readonly bytes: Uint8Array,
    readonly file: string,
  ) {
    this.entries = new Map(readDirectory(bytes, file).map((entry) => [entry.name, entry]));
  }

  /** In the order of the directory. */
  get names(): readonly string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** A file's bytes: a view where it is stored as it is. @throws ImportError if it is missing or damaged */
  read(name: string): Uint8Array {
    const entry = this.entries.get(name);
    if (!entry) throw new ImportError(`${this.file}: the archive has no entry ${shown(name)}: it is damaged`);
    const stored = this.bytes.subarray(entry.begin, entry.end);
    const found = entry.isDeflated ? this.inflated(entry, stored) : stored;
    if (crc32(found, found.length) !== entry.crc)
      throw new ImportError(
        `${this.file}: entry ${shown(name)} of the archive is damaged: its CRC-32 is another; save or download it again`,
      );
    return found;
  }

  /** A file's text. @throws ImportError as `read`, or if it is no UTF-8 */
  text(name: string): string {
    const bytes = this.read(name);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new ImportError(`${this.file}: entry ${shown(name)} of the archive is not UTF-8 text`);
    }
  }

  private inflated({ name, size }: Entry, stored: Uint8Array): Uint8Array {
    let found = new Uint8Array(0);
    try {
      // a byte more than it should have, so that one too long is seen
      found = inflateSync(stored, { out: new Uint8Array(size + 1) });
    } catch {
      found = new Uint8Array(0);
    }
    if (found.length === size) return found;
    throw new ImportError(
      `${this.file}: entry ${shown(name)} of the archive does not unpack to the ${size.toLocaleString('en')} bytes that it says: it is damaged`,
    );
  }
}
