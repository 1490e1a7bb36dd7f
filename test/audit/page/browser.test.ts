/** The page in a real browser. Where there is none the tests are skipped, but not in CI. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page as render } from '../../../audit/page/html.ts';
import type { Audit } from '../../../audit/result.ts';
import type { Chart, LineChart } from '../../../src/charts/chart.ts';
import { audit, charts } from './audit.ts';
import { bundle } from './bundle.ts';
import { launch } from './chromium.ts';

const missing = !existsSync(launch.executablePath);
if (missing)
  console.log(
    `the report in a browser: skipped, there is no ${launch.executablePath}: apt-get install -y chromium`,
  );

/** What `npm run audit` wrote last, if it has run. */
const written = new URL('../../../report/index.html', import.meta.url);
if (!existsSync(written))
  console.log('the audit’s own report in a browser: skipped, npm run audit writes it');

/** Pages and pictures, to be looked at. */
const folder = join(tmpdir(), 'meniscus-report');

const lines = charts[0] as LineChart;
const broken: Audit = {
  ...audit,
  claims: [
    {
      ...audit.claims[0],
      panels: audit.claims[0].panels.slice(0, 1),
      charts: [
        { ...charts[0], series: [{ name: 'short', values: [1, 2] }] } as Chart,
        { ...charts[1], kind: 'pie' } as unknown as Chart,
        { ...charts[0], x: { ...lines.x, values: [...lines.x.values].reverse() } } as Chart,
        { ...charts[0], series: [{ name: 'none', values: lines.x.values.map(() => null) }] } as Chart,
        charts[1],
      ],
    },
  ],
};

test('in CI a browser is installed', () => {
  expect(missing && process.env.CI === 'true').toBe(false);
});

describe.skipIf(missing)('the report in Chromium', () => {
  let browser: Browser;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    const { script, style } = await bundle();
    for (const [name, data] of Object.entries({ audit, broken })) {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, render(data, script, style));
      urls[name] = pathToFileURL(file).href;
    }
    browser = await puppeteer.launch(launch);
  });
  afterAll(() => browser?.close());

  interface Opened {
    readonly page: Page;
    /** Messages of the console, errors, and requests other than for the page itself. */
    readonly noise: string[];
  }

  async function open(url: string, width: number, scheme: 'light' | 'dark', script = true): Promise<Opened> {
    const page = await browser.newPage();
    const noise: string[] = [];
    page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== url && request.url() !== 'data:,') noise.push(`asks for ${request.url()}`);
    });
    page.on('requestfailed', (request) => noise.push(`fails: ${request.url()}`));
    await page.setJavaScriptEnabled(script);
    await page.setViewport({ width, height: 900, deviceScaleFactor: width < 500 ? 2 : 1 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(url);
    return { page, noise };
  }

  const drawn = (page: Page): Promise<(string | undefined)[]> =>
    page.$$eval('[data-chart]', (places) => places.map((place) => (place as HTMLElement).dataset.drawn));

  /** How many colours each canvas shows; a blank one has a single colour. */
  const coloursOf = (page: Page): Promise<number[]> =>
    page.$$eval('canvas', (canvases) =>
      canvases.map((canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      }),
    );

  const pictures = (page: Page): Promise<string[]> =>
    page.$$eval('canvas', (canvases) => canvases.map((canvas) => canvas.toDataURL()));

  const overflow = (page: Page): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  const widthsOf = (page: Page): Promise<number[]> =>
    page.$$eval('.uplot canvas', (canvases) => canvases.map((canvas) => canvas.width));

  test.each([
    ['phone-light', 360, 'light'],
    ['phone-dark', 360, 'dark'],
    ['desktop-light', 1280, 'light'],
    ['desktop-dark', 1280, 'dark'],
  ] as const)('draws every chart without a sound or a request: %s', async (name, width, scheme) => {
    const { page, noise } = await open(urls.audit, width, scheme);
    const states = await drawn(page);
    expect(states.length).toBe(12);
    expect(states.every((state) => state === 'true')).toBe(true);
    for (const colours of await coloursOf(page)) expect(colours).toBeGreaterThan(8);
    expect(await overflow(page)).toBe(0);
    await page.screenshot({ path: join(folder, `${name}.png`) as `${string}.png`, fullPage: true });
    // the widest tables are those of all runs
    await page.$$eval('details', (all) => {
      for (const details of all) details.open = true;
    });
    expect(await overflow(page)).toBe(0);
    expect(noise).toEqual([]);
    await page.close();
  });

  test.skipIf(!existsSync(written)).each([360, 1280])(
    'draws every chart of the report that the audit wrote, %i pixels wide',
    async (width) => {
      const { page, noise } = await open(written.href, width, 'light');
      const states = await drawn(page);
      expect(states.length).toBeGreaterThan(10);
      expect(states.every((state) => state === 'true')).toBe(true);
      for (const colours of await coloursOf(page)) expect(colours).toBeGreaterThan(8);
      expect(await overflow(page)).toBe(0);
      expect(noise).toEqual([]);
      await page.screenshot({
        path: join(folder, `written-${width}.png`) as `${string}.png`,
        fullPage: true,
      });
      await page.close();
    },
  );

  test('follows the colour scheme while it is open', async () => {
    const { page } = await open(urls.audit, 800, 'light');
    const background = () => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    const [light, lightPictures] = [await background(), await pictures(page)];
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.waitForFunction(
      (before) => document.querySelector('canvas')!.toDataURL() !== before,
      {},
      lightPictures[0],
    );
    expect(await background()).not.toBe(light);
    const darkPictures = await pictures(page);
    expect(darkPictures.length).toBe(lightPictures.length);
    // but for the bars of colour, which are the same in both
    const bars = await page.$$eval('canvas', (all) => all.map((one) => one.closest('.scale') !== null));
    darkPictures.forEach((picture, i) => {
      expect(picture === lightPictures[i]).toBe(bars[i]);
    });
    expect((await drawn(page)).every((state) => state === 'true')).toBe(true);
    await page.close();
  });

  test('fits the charts to the window', async () => {
    const { page } = await open(urls.audit, 1000, 'light');
    const before = await widthsOf(page);
    await page.setViewport({ width: 700, height: 900 });
    await page.waitForFunction(
      (width) => document.querySelector<HTMLCanvasElement>('.uplot canvas')!.width < width,
      {},
      before[0],
    );
    expect((await widthsOf(page)).length).toBe(before.length);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('prints in light colours, with everything unfolded', async () => {
    const { page } = await open(urls.audit, 1280, 'dark');
    const dark = await pictures(page);
    await page.emulateMediaType('print');
    await page.waitForFunction(
      (before) => document.querySelector('canvas')!.toDataURL() !== before,
      {},
      dark[0],
    );
    expect(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.$$eval('details', (all) => all.every((details) => details.open))).toBe(true);
    expect(Math.max(...(await widthsOf(page)))).toBe(640);
    // puppeteer forgets the one when it is told the other
    await page.emulateMediaType('screen');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.waitForFunction(
      (before) => document.querySelector('canvas')!.toDataURL() === before,
      {},
      dark[0],
    );
    expect(
      await page.$$eval('.runs', (all) => all.some((details) => (details as HTMLDetailsElement).open)),
    ).toBe(false);
    const pdf = await page.pdf({ path: join(folder, 'print.pdf'), format: 'A4' });
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.close();
  });

  test('shows an error in the place of its chart and draws the others', async () => {
    const { page, noise } = await open(urls.broken, 800, 'light');
    expect(await drawn(page)).toEqual(['false', 'false', 'false', 'true', 'true', 'true', 'true']);
    const failures = await page.$$eval('.failure', (all) => all.map(({ textContent }) => textContent));
    expect(failures).toEqual([
      'This chart could not be drawn: series "short" has 2 values for 600 of x',
      'This chart could not be drawn: no chart of the kind "pie" is known',
      'This chart could not be drawn: x must ascend, but does not at its value 2',
    ]);
    expect(noise).toEqual([]);
    await page.close();
  });

  test('hides a curve by its legend, keeps it hidden, and tells values under the pointer', async () => {
    const { page, noise } = await open(urls.audit, 800, 'light');
    const [before] = await pictures(page);
    await page.click('.legend button');
    expect(await page.$eval('.legend button', (button) => button.getAttribute('aria-pressed'))).toBe('false');
    await page.waitForFunction(
      (shown) => document.querySelector('canvas')!.toDataURL() !== shown,
      {},
      before,
    );
    await page.setViewport({ width: 700, height: 900 });
    await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>('.uplot canvas')!.width < 700);
    expect(await page.$eval('.legend button', (button) => button.getAttribute('aria-pressed'))).toBe('false');
    await page.hover('.u-over');
    await page.waitForFunction(() => document.querySelectorAll('.legend output')[1].textContent !== '');
    expect(noise).toEqual([]);
    await page.close();
  });

  test('copies a command, or selects it', async () => {
    const { page } = await open(urls.audit, 800, 'light');
    await page.click('.copy');
    await page.waitForFunction(() => document.querySelector('.copy')!.textContent !== 'copy');
    expect(['copied', 'selected']).toContain(await page.$eval('.copy', (button) => button.textContent));
    await page.close();
  });

  test('can be read without JavaScript', async () => {
    const { page, noise } = await open(urls.audit, 360, 'light', false);
    const session = await page.createCDPSession();
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const { outerHTML } = await session.send('DOM.getOuterHTML', { nodeId: root.nodeId });
    expect(outerHTML).toContain('0.09811, 0.1122');
    expect(outerHTML).not.toContain('data-drawn="');
    expect(noise).toEqual([]);
    await page.close();
  });
});
