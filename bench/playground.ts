/**
 * `npm run bench:playground [-- --rounds 5]`: the playground's two promises, in Chromium. How long after its files are there
 * the page can predict, and how long a training takes there and in Node: the same task, model and seed, whole trainings in
 * turns, each in a new page or process. The page also draws, and runs the weights as they come.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import puppeteer, { type Browser } from 'puppeteer-core';
import { prepare, specOf } from '../examples/playground/page/prepare.ts';
import { type TaskName, tasks } from '../examples/playground/page/tasks.ts';
import { serve } from '../examples/playground/serve.ts';
import { table } from '../src/charts/table.ts';
import { buildNetwork } from '../src/network/network.ts';
import { Trainer } from '../src/train/trainer.ts';
import { machineLine } from './run/machine.ts';
import { wholePositive } from './run/report.ts';
import { ratioOf, show, spreadOf } from './step/measure.ts';

const LOADS = 20;
const names = Object.keys(tasks) as TaskName[];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** What this program calls itself with: one training in a process of its own. */
    train: { type: 'string' },
  },
});

/** Milliseconds of a training here, from nothing to its last epoch. */
function trainHere(name: TaskName): number {
  const { settings, windows } = tasks[name];
  const prepared = prepare(tasks[name]);
  const start = performance.now();
  const { epochs, rate, seed } = settings;
  const network = buildNetwork(specOf(prepared, settings));
  const trainer = new Trainer(network, prepared.train, prepared.validation, {
    epochs,
    rate,
    seed,
    ...windows,
  });
  while (!trainer.finished) trainer.epoch();
  return performance.now() - start;
}

/** The same in a Node of its own. */
const trainInNode = (name: TaskName): number =>
  Number(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--train', name], { encoding: 'utf8' }),
  );

/** A page that has prepared a task. */
async function openPage(browser: Browser, address: string, name: TaskName) {
  const page = await browser.newPage();
  await page.goto(address);
  const ready = (text: string) =>
    page.waitForFunction((end) => document.querySelector('#status')?.textContent?.endsWith(end), {}, text);
  await ready('ready.');
  if (name !== names[0]) await page.select('#task', name);
  await ready(`${tasks[name].name}: ready.`);
  return page;
}

/** Milliseconds from the press of the button to the end of the training. */
async function trainInPage(browser: Browser, address: string, name: TaskName): Promise<number> {
  const page = await openPage(browser, address, name);
  // the opening model is measured first, which takes a core
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const milliseconds = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const status = document.querySelector('#status')!;
        const start = performance.now();
        new MutationObserver(() => {
          if (status.textContent?.startsWith('Training finished')) resolve(performance.now() - start);
        }).observe(status, { childList: true, characterData: true, subtree: true });
        document.querySelector<HTMLButtonElement>('#train')!.click();
      }),
  );
  await page.close();
  return milliseconds;
}

interface Loaded {
  readonly predicted: number;
  readonly drawn: number;
}

/** Loads of the page, the first of which does not count: milliseconds after its files were there. */
async function loads(browser: Browser, address: string): Promise<Loaded[]> {
  const all: Loaded[] = [];
  for (let i = -1; i < LOADS; i++) {
    const page = await openPage(browser, address, names[0]);
    const { predicted, drawn } = await page.$eval('#ready', (element) => ({
      ...(element as HTMLElement).dataset,
    }));
    if (i >= 0) all.push({ predicted: Number(predicted), drawn: Number(drawn) });
    await page.close();
  }
  return all;
}

async function main(): Promise<void> {
  const rounds = wholePositive('--rounds', values.rounds);
  const executablePath = process.env.CHROME ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`there is no ${executablePath}: install Chromium, or name one in CHROME`);
  const folder = fileURLToPath(new URL('./playground', import.meta.url));
  const { address, server } = await serve(folder, 0, true);
  const browser = await puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    console.log(`${machineLine()}, ${await browser.version()}`);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    const bytes = (sizes: readonly number[]): string =>
      `${sizes.reduce((sum, size) => sum + size, 0).toLocaleString('en')} B`;
    console.log(
      `${files.length} files, ${bytes(files.map(({ length }) => length))}, ` +
        `${bytes(files.map((file) => gzipSync(file, { level: 9 }).length))} with gzip`,
    );
    const loaded = await loads(browser, address);
    const [predicted, drawn] = (['predicted', 'drawn'] as const).map((key) =>
      spreadOf(loaded.map((one) => one[key])),
    );
    console.log(
      `can predict ${show(predicted, 0)} ms after its files are there, has drawn its stream after ${show(drawn, 0)} ms; ` +
        `medians [p10, p90] of ${LOADS} loads\n`,
    );
    const times = names.map((name) => ({ name, page: [] as number[], node: [] as number[] }));
    for (let round = 0; round < rounds; round++)
      for (const { name, page, node } of times) {
        node.push(trainInNode(name));
        page.push(await trainInPage(browser, address, name));
      }
    console.log(`whole trainings, s; medians [p10, p90] of ${rounds}`);
    console.log(
      table([
        ['', 'in the page', 'in Node', 'speed of the page / of Node'],
        ...times.map(({ name, page, node }) => [
          `${name}, ${tasks[name].settings.cell}`,
          show(spreadOf(page.map((ms) => ms / 1000)), 2),
          show(spreadOf(node.map((ms) => ms / 1000)), 2),
          show(ratioOf(node, page), 2),
        ]),
      ]),
    );
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

if (values.train === undefined) await main();
else console.log(trainHere(values.train as TaskName));
