/** The playground in a browser: served on 127.0.0.1, every request and every word of the console written down. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type LaunchOptions, type Page } from 'puppeteer-core';
import { serve } from '../../../examples/playground/serve.ts';
import { temporary } from '../../folder.ts';

/** A page of `npm run build`: its folder in dist, and when it has all that it needs. */
export interface Served {
  readonly folder: string;
  readonly ready: () => boolean;
}

const playground: Served = {
  folder: 'playground',
  ready: () => document.querySelector('#status')?.textContent?.endsWith('ready.') ?? false,
};

/** Pictures, to be looked at. */
export const pictures = join(tmpdir(), 'meniscus-playground');

export interface Playground {
  readonly browser: Browser;
  readonly downloads: string;
  /** A new tab with the page, which can predict and has its workers. */
  readonly open: (look?: { width?: number; scheme?: 'light' | 'dark'; still?: boolean }) => Promise<Opened>;
  readonly close: () => Promise<void>;
}

export interface Opened {
  readonly page: Page;
  /** Errors, warnings of the console, and requests to anywhere else. */
  readonly noise: string[];
}

/** Starts server and browser. */
export async function start(options: LaunchOptions, served: Served = playground): Promise<Playground> {
  const folder = fileURLToPath(new URL(`../../../dist/${served.folder}`, import.meta.url));
  mkdirSync(pictures, { recursive: true });
  const downloads = temporary();
  const { address, server } = await serve(folder, 0, true);
  const browser = await puppeteer.launch({
    timeout: 60_000,
    protocolTimeout: 60_000,
    ...options,
    ...(options.browser === 'firefox' && {
      extraPrefsFirefox: {
        'browser.download.folderList': 2,
        'browser.download.dir': downloads,
        'browser.download.alwaysOpenPanel': false,
      },
    }),
  });
  const firefox = options.browser === 'firefox';

  async function open(look: { width?: number; scheme?: 'light' | 'dark'; still?: boolean } = {}) {
    const { width = 1280, scheme = 'light', still = false } = look;
    const page = await browser.newPage();
    const noise: string[] = [];
    page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url()))
        noise.push(`asks for ${request.url()}`);
    });
    await page.setViewport({
      width,
      height: width < 500 ? 844 : 900,
      deviceScaleFactor: width < 500 ? 2 : 1,
    });
    if (!firefox) {
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: still ? 'reduce' : 'no-preference' },
      ]);
      const session = await page.createCDPSession();
      await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    }
    await page.goto(address);
    await page.waitForFunction(served.ready);
    return { page, noise };
  }

  return {
    browser,
    downloads,
    open,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The bytes of a download, once it is there. */
export async function downloaded(folder: string, name: string): Promise<Uint8Array> {
  const file = join(folder, name);
  for (let i = 0; i < 100; i++) {
    // browsers write into another file first
    if (existsSync(file) && !readdirSync(folder).some((other) => /\.(crdownload|part)$/.test(other))) {
      const bytes = readFileSync(file);
      if (bytes.length > 0) return bytes;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} was not downloaded; there are ${readdirSync(folder).join(', ')}`);
}

export const textOf = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (element) => element.textContent ?? '');

/** Waits until the element's text matches. */
export const says = (page: Page, selector: string, pattern: RegExp): Promise<unknown> =>
  page.waitForFunction(
    (where, source) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''),
    { timeout: 30_000 },
    selector,
    pattern.source,
  );

/** Writes into a field as a hand does. */
export async function fill(page: Page, selector: string, value: string): Promise<void> {
  await page.$eval(
    selector,
    (field, text) => {
      (field as HTMLInputElement).value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    },
    value,
  );
}

/** Drops a file on the page. */
export async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    (file, content) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content)], file));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    },
    name,
    [...bytes],
  );
}

/** A description list as an object. */
export const facts = (page: Page, selector: string): Promise<Record<string, string>> =>
  page.$eval(selector, (list) =>
    Object.fromEntries(
      [...list.querySelectorAll('div')].map((row) => [
        row.querySelector('dt')!.textContent!,
        row.querySelector('dd')!.textContent!,
      ]),
    ),
  );

/** How many colours each canvas within shows; a blank one has one. */
export const coloursOf = (page: Page, selector: string): Promise<number[]> =>
  page.$$eval(`${selector} canvas`, (canvases) =>
    canvases.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size;
    }),
  );
