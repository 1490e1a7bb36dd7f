/**
 * Files of PyTorch since 1.6, and of TorchScript: a zip archive of one folder with a pickle `data.pkl` and the storages `data/0`, ….
 * Source: torch/serialization.py, `_save`; torch/csrc/jit/serialization/export_module.cpp.
 */
import { Archive } from '../archive/zip.ts';
import { ImportError, shown } from '../error.ts';
import { type Unpickled, unpickle } from '../pickle/unpickle.ts';
import type { StorageRef } from '../pickle/values.ts';
import type { StorageBytes } from './tensors.ts';

/** A pickle of the archive, and the bytes of its storages. */
export interface Pickled {
  readonly value: unknown;
  bytesOf(storage: StorageRef): StorageBytes;
}

export class TorchArchive {
  readonly archive: Archive;
  /** The folder of all entries, with its slash. */
  readonly folder: string;

  /** @throws ImportError for a zip archive that is damaged or not of PyTorch */
  constructor(
    bytes: Uint8Array,
    readonly file: string,
  ) {
    this.archive = new Archive(bytes, file);
    const pickles = this.archive.names.filter((name) => /^([^/]+\/)?data\.pkl$/.test(name));
    if (pickles.length !== 1) {
      const some = this.archive.names.slice(0, 6).map(shown).join(', ') || 'nothing';
      throw new ImportError(`${file}: is a zip archive without data.pkl, so not of PyTorch: it has ${some}`);
    }
    this.folder = pickles[0].slice(0, -'data.pkl'.length);
  }

  /** Whether it is of TorchScript, which keeps the code of its modules. */
  get isScripted(): boolean {
    return this.archive.names.some((name) => name.startsWith(`${this.folder}code/`));
  }

  /** Reads `data` or `constants`. @throws ImportError as `unpickle`, or for a storage that is missing or damaged */
  pickle(name: 'data' | 'constants'): Pickled {
    const { archive, folder, file } = this;
    const entry = `${folder}${name}.pkl`;
    const options = { what: `entry ${shown(entry)}`, file, scripted: this.isScripted };
    const { value }: Unpickled = unpickle(archive.read(entry), 0, options);
    const isLittle =
      !archive.has(`${folder}byteorder`) || archive.text(`${folder}byteorder`).trim() !== 'big';
    return {
      value,
      bytesOf: ({ key }) => ({ bytes: archive.read(`${folder}${name}/${key}`), isLittle }),
    };
  }

  /** The code of the modules: texts by the name of the module, `__torch__.models`. */
  code(): ReadonlyMap<string, string> {
    const start = `${this.folder}code/`;
    const files = this.archive.names.filter((name) => name.startsWith(start) && name.endsWith('.py'));
    return new Map(
      files.map((name) => [name.slice(start.length, -3).replaceAll('/', '.'), this.archive.text(name)]),
    );
  }
}
