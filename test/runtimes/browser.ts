/** The three places in a browser where a model may run: the page, a worker, and an audio worklet. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer, { type LaunchOptions } from 'puppeteer-core';
import { beforeAll, describe, test } from 'vitest';
import { bundle, machine } from './bundle.ts';
import { compare, present } from './host.ts';

const places = ['page', 'worker', 'worklet', 'worklet, machine given', 'worklet, machine as bytes'] as const;
type Place = (typeof places)[number];

const worker = `
body.run(postMessage).then(() => postMessage(null), (error) => postMessage('failed: ' + error.message));
`;

// loads at once: a worklet must not await while it renders
const worklet = `
registerProcessor('body', class extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    try {
      body.runSync((line) => this.port.postMessage(line), processorOptions);
      this.port.postMessage(null);
    } catch (error) {
      this.port.postMessage('failed: ' + error.message);
    }
  }
  process() { return false; }
});
`;

const page = `
// until null, or until it fails
const received = (port) => new Promise((resolve) => {
  const lines = [];
  port.onmessage = ({ data }) => {
    if (data !== null) lines.push(data);
    if (data === null || data.startsWith('failed: ')) resolve(lines);
  };
});

const machines = async (read) =>
  Object.fromEntries(await Promise.all(['simd', 'scalar'].map(async (build) =>
    [build, await read(await (await fetch(build + '.wasm')).arrayBuffer())])));

async function inWorklet(read) {
  const context = new OfflineAudioContext(1, 128, 48000);
  await context.audioWorklet.addModule('worklet.js');
  const node = new AudioWorkletNode(context, 'body', { processorOptions: { machines: await read?.() } });
  node.connect(context.destination);
  const lines = received(node.port);
  await context.startRendering();
  return lines;
}

const places = {
  async page() {
    const lines = [];
    await body.run((line) => lines.push(line));
    body.runRelaxed((line) => lines.push(line));
    return lines;
  },
  worker: () => received(new Worker('worker.js')),
  worklet: () => inWorklet(),
  'worklet, machine given': () => inWorklet(() => machines(WebAssembly.compile)),
  'worklet, machine as bytes': () => inWorklet(() => machines((bytes) => bytes)),
};
`;

/** As strict as a page can be that runs a model. */
const policy = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** What is printed in each place. The browser is closed when this ends; the server listens on 127.0.0.1 only. */
async function linesInBrowser(options: LaunchOptions): Promise<ReadonlyMap<Place, readonly string[]>> {
  const script = await bundle();
  const files: Readonly<Record<string, [string, string | Buffer]>> = {
    '/': ['text/html', '<!doctype html><title>Meniscus</title><script src="page.js"></script>'],
    '/page.js': ['text/javascript', script + page],
    '/worker.js': ['text/javascript', script + worker],
    '/worklet.js': ['text/javascript', script + worklet],
    '/simd.wasm': ['application/wasm', machine('simd')],
    '/scalar.wasm': ['application/wasm', machine('scalar')],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    const headers = { 'content-security-policy': policy };
    if (file) response.writeHead(200, { ...headers, 'content-type': file[0] }).end(file[1]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const browser = await puppeteer.launch({ timeout: 60_000, protocolTimeout: 60_000, ...options });
    try {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const lines = new Map<Place, readonly string[]>();
      for (const place of places)
        lines.set(place, (await tab.evaluate(`places[${JSON.stringify(place)}]()`)) as string[]);
      return lines;
    } finally {
      await browser.close();
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Tests a browser in all those places. */
export function testBrowser(
  host: string,
  options: LaunchOptions & { readonly executablePath: string },
): void {
  describe.skipIf(!present(host, options.executablePath))(host, () => {
    let lines: ReadonlyMap<Place, readonly string[]>;
    beforeAll(async () => {
      lines = await linesInBrowser(options);
    });
    test.each(places)('%s', (place) => compare(`${host}, ${place}`, lines.get(place)!));
  });
}
