/** The Worker in workerd for the tests of a file, with a folder for its storage that lasts as long. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorker, type Server, serve, type Variables, WORKERD } from '../../../bench/worker/serve.ts';
import { temporary } from '../../folder.ts';
import { present } from '../../runtimes/host.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const blobOf = (file: string): Buffer =>
  readFileSync(join(root, 'examples/worker/models', `${file}.mns`));

export const hasWorkerd: boolean = present('examples/worker', join(root, WORKERD));

export class Started {
  #folder = '';
  #server: Server | null = null;

  get url(): string {
    return this.#server!.url;
  }

  get pid(): number {
    return this.#server!.pid;
  }

  /** The first time, and again after a stop; what was stored is there. */
  async start(variables?: Variables): Promise<void> {
    if (this.#folder === '') {
      this.#folder = temporary();
      await bundleWorker(root, this.#folder);
    }
    this.#server = await serve(root, this.#folder, variables);
  }

  /** Puts other bytes in the place of a model of the bundle, from the next start on. */
  deploy(file: string, blob: Uint8Array): void {
    writeFileSync(join(this.#folder, 'bundle', `${file}.mns`), blob);
  }

  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    return this.#server!.stop(signal);
  }

  async end(): Promise<void> {
    await this.#server?.stop('SIGKILL');
  }
}
