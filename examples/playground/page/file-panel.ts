/** Files in and out: a blob or a CSV that is opened or dropped, and what the page gives to download. */
import { part, save } from './dom.ts';

const control = {
  file: part('file', HTMLInputElement),
  open: part('open', HTMLButtonElement),
  download: part('download', HTMLButtonElement),
  downloadCsv: part('download-csv', HTMLButtonElement),
};

interface Wishes {
  readonly csv: (name: string, text: string) => void;
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
      const [file] = control.file.files ?? [];
      if (file) void this.#take(file);
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
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void this.#take(file);
    });
  }

  choose(): void {
    control.file.click();
  }

  async #take(file: File): Promise<void> {
    try {
      if (/\.(csv|txt)$/i.test(file.name)) this.#wishes.csv(file.name, await file.text());
      else this.#wishes.blob(file.name, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      this.#wishes.problem(`${file.name}: it cannot be read: ${(error as Error).message}`);
    }
  }
}
