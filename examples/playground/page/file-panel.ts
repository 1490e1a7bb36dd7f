/** Files in and out: a blob or tables that are opened or dropped, and what the page gives to download. */
import { part, save } from './dom.ts';

const control = {
  file: part('file', HTMLInputElement),
  open: part('open', HTMLButtonElement),
  download: part('download', HTMLButtonElement),
  downloadCsv: part('download-csv', HTMLButtonElement),
};

interface Wishes {
  readonly tables: (files: readonly File[]) => void;
  readonly blob: (name: string, bytes: Uint8Array) => void;
  readonly problem: (text: string) => void;
  readonly model: () => { readonly name: string; readonly bytes: Uint8Array } | null;
  /** The stream as CSV; null where it cannot be computed again. */
  readonly stream: () => { readonly name: string; readonly csv: string } | null;
}

export class FilePanel {
  readonly #wishes: Wishes;

  constructor(wishes: Wishes) {
    this.#wishes = wishes;
    control.open.addEventListener('click', () => this.choose());
    control.file.addEventListener('change', () => {
      void this.#take([...(control.file.files ?? [])]);
      // the same file once more is a change too
      control.file.value = '';
    });
    control.download.addEventListener('click', () => {
      const model = wishes.model();
      if (model) save(model.name, model.bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream');
    });
    control.downloadCsv.addEventListener('click', () => {
      const stream = wishes.stream();
      if (stream) save(stream.name, stream.csv, 'text/csv');
      else
        wishes.problem(
          'Several models had a part in this lap of the stream: wait for the next one, then save it.',
        );
    });
    const over = (on: boolean): void => void document.body.classList.toggle('dropping', on);
    addEventListener('dragover', (event) => {
      event.preventDefault();
      over(true);
    });
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) over(false);
    });
    addEventListener('drop', (event) => {
      event.preventDefault();
      over(false);
      void this.#take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  choose(): void {
    control.file.click();
  }

  /** Runs a blob; what is none is taken for tables of readings, which the reader refuses in its own words. */
  async #take(files: readonly File[]): Promise<void> {
    const blob = files.find(({ name }) => /\.mns$/i.test(name));
    try {
      if (blob) this.#wishes.blob(blob.name, new Uint8Array(await blob.arrayBuffer()));
      else if (files.length > 0) this.#wishes.tables(files);
    } catch (error) {
      this.#wishes.problem(`${blob?.name}: it cannot be read: ${(error as Error).message}`);
    }
  }
}
