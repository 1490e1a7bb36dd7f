/** The page in a real browser. Where there is none the tests are skipped, but not in CI. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page as render } from '../../../audit/page/html.ts';
import { audit } from './audit.ts';
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

test('in CI a browser is installed', () => {
  expect(missing && process.env.CI === 'true').toBe(false);
});

describe.skipIf(missing)('the report in Chromium', () => {
  let browser: Browser;
  const file = join(folder, 'audit.html');
  const url = pathToFileURL(file).href;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    const { script, style } = await bundle();
    writeFileSync(file, render(audit, script, style));
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

  interface Drawn {
    readonly title: string;
    /** Elements that take up room. */
    readonly elements: number;
    readonly width: number;
    /** Of the worst text with its ground, as WCAG has it: 4.5 is enough to read. */
    readonly contrast: number;
    /** Of the letters, in pixels of the page. */
    readonly letters: number;
  }

  /** What each chart shows. */
  const drawn = (page: Page): Promise<Drawn[]> =>
    page.$$eval('[data-chart]', (figures) =>
      figures.map((figure) => {
        const svg = figure.querySelector('svg')!;
        const luminance = (colour: string): number => {
          const [r, g, b] = colour.match(/[\d.]+/g)!.map((part) => {
            const x = Number(part) / 255;
            return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = luminance(getComputedStyle(svg.querySelector('rect')!).fill);
        const contrasts = [...svg.querySelectorAll('text')].map((text) => {
          const ink = luminance(getComputedStyle(text).fill);
          return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        });
        const boxes = [...svg.querySelectorAll('path, rect, circle, text')].map((e) =>
          e.getBoundingClientRect(),
        );
        const { width } = svg.getBoundingClientRect();
        return {
          title: svg.querySelector('title')!.textContent,
          elements: boxes.filter((box) => box.width + box.height > 0).length,
          width,
          contrast: Math.min(...contrasts),
          letters: (12 * width) / svg.viewBox.baseVal.width,
        };
      }),
    );

  /** In which colours they are drawn. */
  const inks = (page: Page): Promise<string[]> =>
    page.$$eval('[data-chart] svg', (all) =>
      all.map((svg) => {
        const { color, backgroundColor } = getComputedStyle(svg);
        return `${color} on ${backgroundColor}`;
      }),
    );

  const overflow = (page: Page): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  test.each([
    ['phone-light', 360, 'light'],
    ['phone-dark', 360, 'dark'],
    ['desktop-light', 1280, 'light'],
    ['desktop-dark', 1280, 'dark'],
  ] as const)('draws every chart without a sound or a request: %s', async (name, width, scheme) => {
    const { page, noise } = await open(url, width, scheme);
    const figures = await drawn(page);
    expect(figures.length).toBe(12);
    for (const { title, elements, contrast, letters } of figures) {
      expect(elements, title).toBeGreaterThan(15);
      expect(contrast, title).toBeGreaterThan(4.5);
      expect(letters, title).toBeGreaterThan(9);
    }
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
      const figures = await drawn(page);
      expect(figures.length).toBeGreaterThan(10);
      for (const { title, elements } of figures) expect(elements, title).toBeGreaterThan(15);
      expect(await overflow(page)).toBe(0);
      expect(noise).toEqual([]);
      // its first screen: a picture of all 90,000 pixels takes ten seconds
      await page.screenshot({ path: join(folder, `written-${width}.png`) as `${string}.png` });
      await page.close();
    },
  );

  test('follows the colour scheme while it is open', async () => {
    const { page } = await open(url, 800, 'light');
    const light = await inks(page);
    expect(new Set(light)).toEqual(new Set(['rgb(27, 31, 36) on rgb(255, 255, 255)']));
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    const background = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    expect(new Set(await inks(page))).toEqual(new Set([`rgb(228, 231, 235) on ${background}`]));
    await page.close();
  });

  test('fits the charts to the window, and moves wider ones within their box', async () => {
    const { page } = await open(url, 1000, 'light');
    const before = await drawn(page);
    await page.setViewport({ width: 600, height: 900 });
    const narrow = await drawn(page);
    narrow.forEach(({ width }, i) => {
      expect(width).toBeLessThan(Math.min(600, before[i].width));
    });
    await page.setViewport({ width: 360, height: 900 });
    const [box] = await page.$$('.drawing');
    expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(true);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('prints in light colours, with every run and without the numbers of charts', async () => {
    const { page } = await open(url, 1280, 'dark');
    const heights = (selector: string): Promise<number[]> =>
      page.$$eval(selector, (all) => all.map((one) => one.getBoundingClientRect().height));
    const [folded] = await heights('.runs');
    await page.emulateMediaType('print');
    expect(new Set(await inks(page))).toEqual(new Set(['rgb(27, 31, 36) on rgb(255, 255, 255)']));
    expect((await heights('.runs'))[0]).toBeGreaterThan(10 * folded);
    expect(Math.max(...(await heights('.numbers')))).toBe(0);
    expect(Math.max(...(await drawn(page)).map(({ width }) => width))).toBe(640);
    const pdf = await page.pdf({ path: join(folder, 'print.pdf'), format: 'A4' });
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.close();
  });

  test('tells the values of a chart below it', async () => {
    const { page } = await open(url, 800, 'light');
    const [details] = await page.$$('.numbers');
    expect(await details.evaluate((one) => (one as HTMLDetailsElement).open)).toBe(false);
    await (await details.$('summary'))!.click();
    const row = await details.$$eval('tbody tr:first-child > *', (cells) =>
      cells.map(({ textContent, clientHeight }) => (clientHeight > 0 ? textContent : '')),
    );
    expect(row).toEqual(['0', '0', '0', expect.stringMatching(/^-?0\.\d+$/), 'not finite']);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('copies a command, or selects it', async () => {
    const { page } = await open(url, 800, 'light');
    await page.click('.copy');
    await page.waitForFunction(() => document.querySelector('.copy')!.textContent !== 'copy');
    expect(['copied', 'selected']).toContain(await page.$eval('.copy', (button) => button.textContent));
    await page.close();
  });

  test('can be read without JavaScript', async () => {
    const { page, noise } = await open(url, 360, 'light', false);
    const session = await page.createCDPSession();
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const { outerHTML } = await session.send('DOM.getOuterHTML', { nodeId: root.nodeId });
    expect(outerHTML).toContain('0.09811, 0.1122');
    expect(outerHTML.match(/<svg /g)).toHaveLength(12);
    expect(noise).toEqual([]);
    await page.close();
  });
});
