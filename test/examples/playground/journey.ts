/** What somebody does on the page, from its opening to a model that is taken along; the same in every browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementHandle, LaunchOptions, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { weightTypes } from '../../../src/quantise/types.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { present } from '../../runtimes/host.ts';
import {
  coloursOf,
  downloaded,
  drop,
  facts,
  fill,
  type Playground,
  pictures,
  says,
  start,
  textOf,
} from './browser.ts';

const read = (path: string): Uint8Array => readFileSync(new URL(`../../../${path}`, import.meta.url));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const updates = (page: Page): Promise<number> =>
  page.$eval('#progress', (element) => Number((element as HTMLElement).dataset.updates ?? 0));
const numberIn = (words: string, pattern: RegExp): number => Number(pattern.exec(words)?.[1]);

/** What a logger wrote each minute: a sine, another, and their sum. */
const logged = Array.from({ length: 300 }, (_, t) => [
  t,
  10 + 5 * Math.sin(0.05 * t),
  50 + 20 * Math.cos(0.07 * t),
]);
const two = (x: number): string => String(x).padStart(2, '0');

function germanRow([t, a, b]: readonly number[]): string {
  const cells = [a, b, a + b].map((x) => x.toFixed(2).replace('.', ','));
  if (t % 20 === 7) cells[1] = '-';
  return [`01.03.2026 ${two(Math.floor(t / 60))}:${two(t % 60)}`, ...cells].join(';');
}

const labelledRow = ([t, a, b]: readonly number[]): string =>
  [60 * t, a.toFixed(3), b.toFixed(3), a >= 10 ? 'up' : 'down'].join();

/** Name, use, kind and gaps of each column that the page lists. */
const columnsOf = (page: Page): Promise<string[]> =>
  page.$$eval('#data-columns tbody tr', (rows) =>
    rows.map((row) =>
      [
        row.querySelector('th')!.textContent,
        row.querySelector('select')!.value,
        ...[...row.querySelectorAll('td')].slice(1, 3).map(({ textContent }) => textContent),
      ]
        .join(' ')
        .trim(),
    ),
  );

async function choose(page: Page, task: string, ready: RegExp): Promise<void> {
  await page.select('#task', task);
  await says(page, '#status', ready);
}

export function testPlayground(
  host: string,
  options: LaunchOptions & { readonly executablePath: string },
): void {
  describe.skipIf(!present(`the playground in ${host}`, options.executablePath))(host, () => {
    let playground: Playground;
    beforeAll(async () => {
      playground = await start(options);
    });
    afterAll(() => playground?.close());

    /** A test in a tab of its own, which may neither complain nor ask for anything from elsewhere. */
    const quiet = (name: string, use: (page: Page) => Promise<void>): void =>
      test(name, async () => {
        const { page, noise } = await playground.open();
        await use(page);
        expect(noise).toEqual([]);
        await page.close();
      });

    quiet('opens with a trained model that predicts, and compares it with the baselines', async (page) => {
      await says(page, '#verdict', /Test MSE 0\.96\d+, 1\.8 times lower .* linear, 5 lags/);
      await says(page, '#way-facts', /validation MSE0\.\d+.*a step\d/);
      for (const chart of ['#stream-chart', '#probes', '#heat-map'])
        for (const colours of await coloursOf(page, chart)) expect(colours).toBeGreaterThan(8);
      const before = await textOf(page, '#stream-summary');
      await page.waitForFunction(
        (was) => document.querySelector('#stream-summary')!.textContent !== was,
        {},
        before,
      );
      const { predicted, drawn } = await page.$eval('#ready', (element) => ({
        ...(element as HTMLElement).dataset,
      }));
      console.log(
        `${host}: could predict ${Math.round(Number(predicted))} ms after its files were there, stream drawn after ${Math.round(Number(drawn))} ms`,
      );
      expect(Number(predicted)).toBeGreaterThan(0);
    });

    test.each([
      ['greenhouse', 'ltc'],
      ['sines', 'gru'],
      ['oscillator', 'cfc'],
      ['lorenz96', 'cfc-slim'],
    ])('learns %s with %s: the loss falls, and the stream shows it', async (task, cell) => {
      const { page, noise } = await playground.open();
      if (task !== 'greenhouse') await choose(page, task, /ready\.$/);
      await page.select('#cell', cell);
      await fill(page, '#epochs', '5000');
      await page.waitForFunction(() => !(document.querySelector('#train') as HTMLButtonElement).disabled);
      await page.click('#train');
      await says(page, '#loss-summary', /Epoch \d+: loss/);
      const first = numberIn(await textOf(page, '#loss-summary'), /loss ([\d.]+)/);
      await says(page, '#stream-about', /in training/);
      await page.waitForFunction(
        (loss) => {
          const now = /loss ([\d.e-]+)/.exec(document.querySelector('#loss-summary')!.textContent!)?.[1];
          return Number(now) < 0.9 * loss;
        },
        { timeout: 30_000 },
        first,
      );
      await page.click('#stop');
      await says(page, '#status', /Training stopped\. The weights are those of epoch/);
      await says(page, '#verdict', /MSE/);
      expect(await textOf(page, '#stream-about')).toContain('trained');
      for (const colours of await coloursOf(page, '#loss')) expect(colours).toBeGreaterThan(8);
      expect(noise).toEqual([]);
      await page.close();
    });

    quiet('pauses, resumes, and gives up what other weights and fewer unfolds cost', async (page) => {
      await choose(page, 'sines', /Noisy sines: ready/);
      await fill(page, '#epochs', '5000');
      await page.click('#train');
      await page.waitForFunction(
        () => Number(document.querySelector<HTMLElement>('#progress')!.dataset.updates) > 200,
      );
      await page.click('#pause');
      await says(page, '#status', /Training paused/);
      const paused = await updates(page);
      await page.waitForFunction(
        () => document.querySelector<HTMLElement>('#trade-table')!.dataset.complete === 'true',
      );
      expect(await updates(page)).toBe(paused);

      // every type at six counts
      expect(await page.$$eval('#trade-table tbody tr', (rows) => rows.length)).toBe(6 * weightTypes.length);
      const all = await facts(page, '#way-facts');
      const before = await textOf(page, '#verdict');
      await page.focus('#way-unfolds');
      await page.keyboard.press('Home');
      const one = await facts(page, '#way-facts');
      expect(await textOf(page, '#way-unfolds-value')).toBe('1 of 6');
      expect(Number(one['validation MSE'])).toBeGreaterThan(Number(all['validation MSE']));
      expect(one['a step']).not.toBe(all['a step']);
      expect(await textOf(page, '#verdict')).not.toBe(before);
      await page.select('#way-type', 'q4');
      const q4 = await facts(page, '#way-facts');
      expect(q4.blob).not.toBe(one.blob);
      expect(q4['validation MSE']).not.toBe(one['validation MSE']);
      expect(await textOf(page, '#stream-about')).toContain('q4');

      expect(await updates(page)).toBe(paused);
      await page.click('#pause');
      await page.waitForFunction(
        (was) => Number(document.querySelector<HTMLElement>('#progress')!.dataset.updates) > was,
        {},
        paused,
      );
      await page.click('#stop');
      await says(page, '#status', /Training stopped/);
      const stopped = await updates(page);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await updates(page)).toBe(stopped);
    });

    quiet('gives a blob that Node runs with the very bits that the page showed', async (page) => {
      await choose(page, 'oscillator', /ready\.$/);
      await fill(page, '#epochs', '3');
      await page.click('#train');
      await says(page, '#status', /Training finished/);
      await page.select('#way-type', 'q8');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await page.click('#download');
      const blob = await downloaded(playground.downloads, 'oscillator-ltc-16-q8.mns');
      await page.click('#download-csv');
      const csv = new TextDecoder().decode(
        await downloaded(playground.downloads, 'oscillator-ltc-16-stream.csv'),
      );
      const [header, ...lines] = csv.trimEnd().split('\n');
      expect(header).toBe('dt,input position,target velocity,output velocity');
      expect(lines.length).toBeGreaterThan(10);
      const session = loadSync(blob).session();
      for (const line of lines) {
        const [dt, position, , shown] = line.split(',').map(Number);
        expect(session.step([position], dt)[0]).toBe(shown);
      }
    });

    quiet(
      'looks into dropped blobs and runs them; a broken one is refused in the words of the runtime',
      async (page) => {
        const other = read('models/hlln-lorenz96.mns');
        await drop(page, 'hlln-lorenz96.mns', other);
        await says(page, '#inspect-title', /hlln-lorenz96\.mns/);
        expect(await textOf(page, '#inspect-facts')).toContain('hlln, 40 units');
        expect(await textOf(page, '#inspect-feed')).toMatch(/40 inputs and 40 outputs.*made-up inputs/);
        expect(await textOf(page, '#verdict')).toMatch(/nothing to compare with/);
        expect(await page.$$eval('#inspect-tables table', (tables) => tables.length)).toBe(3);
        expect((await page.$$('.probe')).length).toBe(2);

        await drop(page, 'cut.mns', other.subarray(0, 1000));
        await says(page, '#problem', /cut\.mns/);
        const words = await textOf(page, '#problem');
        expect(() => loadSync(other.subarray(0, 1000), { name: 'cut.mns' })).toThrow(words);
        await drop(page, 'photo.mns', text('this is no model'));
        await says(page, '#problem', /photo\.mns/);

        await drop(page, 'greenhouse.mns', read('models/greenhouse.mns'));
        await says(page, '#inspect-feed', /Greenhouse temperature, whose widths fit\.$/);
        await says(page, '#verdict', /Test MSE 0\.96/);
        expect(await page.$eval('#problem', (element) => (element as HTMLElement).hidden)).toBe(true);
      },
    );

    quiet('lets a training wait while a dropped blob has the stream', async (page) => {
      await choose(page, 'sines', /Noisy sines: ready/);
      await fill(page, '#epochs', '5000');
      await page.click('#train');
      await says(page, '#stream-about', /in training/);
      await drop(page, 'cfc-lorenz96.mns', read('models/cfc-lorenz96.mns'));
      await says(page, '#status', /Training paused/);
      expect(await textOf(page, '#stream-about')).toMatch(/cfc-slim, 40 units.*from a file/);
      await page.click('#pause');
      await says(page, '#stream-about', /ltc, 8 units.*in training/);
      await page.click('#stop');
      await says(page, '#status', /Training stopped/);
    });

    quiet(
      'learns a CSV of one’s own, chosen as a file; a broken one is refused with its line and column',
      async (page) => {
        const file = (await page.$('#file')) as ElementHandle<HTMLInputElement>;
        await file.uploadFile(join(import.meta.dirname, '../../../examples/greenhouse.csv'));
        await says(page, '#status', /greenhouse\.csv: ready/);
        expect(await page.$$eval('#target option', (all) => all.map((one) => one.textContent))).toEqual([
          'every column, one row ahead',
          'outside',
          'sun',
          'heater',
          'vent',
          'temp',
        ]);
        await page.select('#target', 'temp');
        await says(page, '#task-about', /next value of temp/);
        await page.select('#ahead', 'now');
        await says(page, '#task-about', /temp is told from the other columns/);
        await says(page, '#stream-about', /untrained/);
        await page.select('#cell', 'hlln');
        await says(page, '#refusal', /as many units as inputs, 4, not 8/);
        expect(await page.$eval('#train', (button) => (button as HTMLButtonElement).disabled)).toBe(true);
        await page.select('#cell', 'gru');
        await page.waitForFunction(() => !(document.querySelector('#train') as HTMLButtonElement).disabled);
        await fill(page, '#epochs', '5');
        await page.click('#train');
        await says(page, '#status', /Training finished/);

        await drop(page, 'broken.csv', text('time,a\n0,1\n1,2,3\n'));
        await says(page, '#problem', /broken\.csv: line 3, "3" stands behind the last of 2 columns/);
        await drop(page, 'short.csv', text('a,b\n1,2\n3,4\n5,6\n'));
        await says(page, '#problem', /short\.csv: too few rows/);
        expect(await textOf(page, '#stream-title')).toBe('greenhouse.csv');
      },
    );

    quiet('reads a German log as it is, says so, and learns it', async (page) => {
      const head = 'Zeit;Temp außen [°C];Feuchte [%];Soll\r\n';
      await drop(page, 'klima.csv', text(`\ufeff${head}${logged.map(germanRow).join('\r\n')}\r\n`));
      await says(page, '#status', /klima\.csv: ready/);
      expect(await facts(page, '#data-facts')).toMatchObject({
        rows: '300',
        separator: 'semicolon',
        'decimal mark': 'comma',
        time: 'Zeit: dd.mm.yyyy hh:mm',
        interval: '60 s',
      });
      expect(await columnsOf(page)).toEqual([
        'Zeit time time',
        'Temp außen [°C] input number',
        'Feuchte [%] input number 15 × -',
        'Soll input number',
      ]);
      await page.select('#target', 'Soll');
      await says(page, '#task-about', /next value of Soll is predicted from all columns/);
      await page.select('#ahead', 'now');
      await says(page, '#task-about', /Soll is told from the other columns/);
      await page.select('#cell', 'gru');
      await fill(page, '#epochs', '5');
      await page.click('#train');
      await says(page, '#status', /Training finished/);
      await says(page, '#verdict', /MSE/);
    });

    quiet(
      'learns labels in words, whose columns get their uses by clicks, and keeps their names',
      async (page) => {
        await drop(page, 'moves.csv', text(`time,a,b,state\n${logged.map(labelledRow).join('\n')}\n`));
        await says(page, '#status', /moves\.csv: ready/);
        await page.select('[aria-label="Use of b"]', 'ignored');
        await says(page, '#status', /moves\.csv: ready/);
        await page.select('[aria-label="Use of state"]', 'label');
        await page.select('#ahead', 'now');
        await says(page, '#task-about', /state is told from the other columns/);
        expect(await columnsOf(page)).toEqual([
          'time time monotone',
          'a input number',
          'b ignored number',
          'state label label',
        ]);
        expect(
          await page.$$eval('#output option', (all) => all.map(({ textContent }) => textContent)),
        ).toEqual(['state=up', 'state=down']);
        await page.select('#cell', 'gru');
        await fill(page, '#epochs', '20');
        await page.click('#train');
        await says(page, '#status', /Training finished/);
        await says(page, '#verdict', /class at \d+\.\d % of the test steps/);
        await page.click('#download');
        const model = loadSync(await downloaded(playground.downloads, 'moves-gru-8-f32.mns'));
        expect(model.metadata).toMatchObject({
          inputs: ['a'],
          outputs: ['state=up', 'state=down'],
          labels: ['up', 'down'],
          missing: { policy: 'hold' },
        });
      },
    );

    quiet('shows why files are refused, and takes the choice that helps', async (page) => {
      const [first, second, ...others] = logged.map(labelledRow);
      const rows = [second, first, ...others];
      await drop(page, 'mixed.csv', text(`time,a,b,state\n${rows.join('\n')}\n`));
      await says(page, '#problem', /mixed\.csv: line 3, column "time": 0 comes after 60 in line 2.*--sort/);
      await page.select('#data-sort', 'sort');
      await says(page, '#status', /mixed\.csv: ready/);
      await drop(page, 'log.db', text('SQLite format 3\0'));
      await says(page, '#problem', /log\.db: is an SQLite database.*sqlite3/);
    });

    quiet('runs a blob on files that have what it reads, in any order', async (page) => {
      await drop(page, 'greenhouse.mns', read('models/greenhouse.mns'));
      await says(page, '#inspect-feed', /Greenhouse temperature/);
      const lines = new TextDecoder().decode(read('examples/greenhouse.csv')).trim().split('\n');
      const turned = lines.map((line) => line.split(',').reverse().join(';'));
      await drop(page, 'house.csv', text(`${turned.join('\n')}\n`));
      await says(page, '#inspect-feed', /It runs on house\.csv, whose widths fit\.$/);
      await says(page, '#verdict', /Test MSE 0\.96/);
      expect(await textOf(page, '#stream-about')).toMatch(/ltc, 8 units.*from a file/);
    });

    quiet('measures this device: a histogram, and the highest rate of a loop that it holds', async (page) => {
      await page.click('#measure');
      await says(page, '#rate-verdict', /^(Holds a loop at|No rate|The clock)/);
      expect(await textOf(page, '#times-note')).toMatch(/clock moves in steps of \d/);
      expect(Object.keys(await facts(page, '#times-facts'))).toEqual([
        'median',
        '99 % below',
        'steps a second',
      ]);
      for (const colours of await coloursOf(page, '#times-chart')) expect(colours).toBeGreaterThan(8);
      expect(await page.$$eval('#rates tbody tr', (rows) => rows.length)).toBeGreaterThan(0);
      console.log(`${host}: ${await textOf(page, '#rate-verdict')}`);
    });

    quiet('is used by keyboard alone', async (page) => {
      const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');
      const tabTo = async (id: string): Promise<void> => {
        for (let i = 0; i < 60; i++) {
          await page.keyboard.press('Tab');
          if ((await focused()) === id) {
            const visible = await page.evaluate(
              () => getComputedStyle(document.activeElement!).outlineStyle !== 'none',
            );
            expect(visible, id).toBe(true);
            return;
          }
        }
        throw new Error(`Tab does not lead to #${id}`);
      };
      await tabTo('play');
      await page.keyboard.press('Enter');
      expect(await textOf(page, '#play')).toBe('Run stream');
      await tabTo('task');
      await page.keyboard.press('ArrowDown');
      await says(page, '#status', /Noisy sines: ready/);
      await tabTo('units');
      await page.keyboard.press('ArrowUp');
      expect(await page.$eval('#units', (field) => (field as HTMLInputElement).value)).toBe('9');
      await tabTo('train');
      await page.keyboard.press('Enter');
      await says(page, '#status', /Training \d+ parameters/);
      // the pressed button is disabled now; the focus goes on from there
      await tabTo('pause');
      await page.keyboard.press(' ');
      await says(page, '#status', /Training paused/);
      await tabTo('stop');
      await page.keyboard.press('Enter');
      await says(page, '#status', /Training stopped/);
      await tabTo('way-unfolds');
      await page.keyboard.press('ArrowLeft');
      expect(await textOf(page, '#way-unfolds-value')).toBe('5 of 6');
      await tabTo('measure');
      await tabTo('download');
      await page.keyboard.press('Enter');
      await downloaded(playground.downloads, 'sines-ltc-9-f32.mns');
      await tabTo('open');
    });

    test.each([
      ['phone', 390],
      ['desktop', 1280],
    ] as const)('fits a %s in light and dark, and names every control', async (name, width) => {
      for (const scheme of options.browser === 'firefox'
        ? (['light'] as const)
        : (['light', 'dark'] as const)) {
        const { page, noise } = await playground.open({ width, scheme });
        await says(page, '#verdict', /Test MSE/);
        await page.$$eval('details', (all) => {
          for (const details of all) details.open = true;
        });
        await drop(page, 'cfc.mns', read('models/cfc-lorenz96.mns'));
        await says(page, '#inspect-title', /cfc/);
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBe(0);
        const unnamed = await page.$$eval('button, input, select', (controls) =>
          controls
            .filter((one) => {
              const { labels, textContent } = one as HTMLInputElement;
              return !labels?.length && !one.getAttribute('aria-label') && !textContent?.trim();
            })
            .map(({ id }) => id),
        );
        expect(unnamed).toEqual([]);
        await page.screenshot({
          path: join(pictures, `${host}-${name}-${scheme}.png`) as `${string}.png`,
          fullPage: true,
        });
        expect(noise).toEqual([]);
        await page.close();
      }
    });

    test.skipIf(options.browser === 'firefox')('stands still for those who want less motion', async () => {
      const { page } = await playground.open({ still: true });
      expect(await textOf(page, '#play')).toBe('Run stream');
      const before = await textOf(page, '#stream-summary');
      expect(before).toContain('240 steps');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await textOf(page, '#stream-summary')).toBe(before);
      await page.close();
    });
  });
}
