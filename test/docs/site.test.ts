/** The site of `npm run docs`: it is whole, works from any path and in the dark, and a broken link fails it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import sirv from 'sirv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../audit/page/chromium.ts';
import { temporary } from '../folder.ts';
import { present } from '../runtimes/host.ts';
import { pages, root, text } from './blocks.ts';

const build = join(root, 'docs/site/build.js');
const missing = !present('the site', join(root, 'docs/site/node_modules/typedoc'));
const noBrowser = !existsSync(launch.executablePath);
const work = temporary();

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** Builds the site of a repository into a folder. */
const siteOf = (repository: string, out: string): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, GITHUB_REPOSITORY: 'someone/meniscus', GITHUB_SHA: 'c0ffee' };
    const child = execFile(
      process.execPath,
      [build, '--root', repository, '--out', out],
      { env },
      (_, __, stderr) => resolve({ status: child.exitCode, stderr }),
    );
  });

describe.skipIf(missing)('the site', () => {
  const out = join(work, 'site');
  const page = (path: string): string => readFileSync(join(out, path), 'utf8');

  beforeAll(async () => {
    const { status, stderr } = await siteOf(root, out);
    expect(stderr).not.toMatch(/^error/m);
    expect(status, stderr).toBe(0);
  });

  test('has every page, by its title', () => {
    for (const path of pages.filter((one) => one !== 'README.md')) {
      const file = path.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html');
      const [, title] = /^# (.*)$/m.exec(text(path)) as RegExpExecArray;
      expect(page(file), path).toContain(`<title>${title.replaceAll(/[`*]/g, '')} | Meniscus`);
    }
  });

  test('has every entry of the package, with what it says of itself', () => {
    const { exports } = JSON.parse(text('package.json'));
    for (const entry of Object.keys(exports).filter((name) => !/\.(json|wasm)$/.test(name)))
      expect(page('modules.html')).toContain(`>${entry.replace('.', 'meniscus')}<`);
    expect(page('reference/modules/meniscus_js.html')).toContain('for engines without WebAssembly');
    expect(page('reference/functions/meniscus_train.compile.html')).toContain('tsd-returns');
  });

  test('leads to sources in the repository, at the commit that it was built from', () => {
    expect(page('docs/cells/ltc.html')).toContain(
      'href="https://github.com/someone/meniscus/blob/c0ffee/src/cells/ltc.ts"',
    );
  });

  test('has the playground', () => {
    expect(page('playground/index.html')).toContain('main.js');
    expect(page('docs/training.html')).toContain('href="../playground/index.html"');
  });

  describe.skipIf(noBrowser)('in Chromium', () => {
    let server: Server;
    let browser: Browser;
    let tab: Page;
    const failed: string[] = [];

    beforeAll(async () => {
      const files = sirv(out);
      server = createServer((request, response) => {
        const [, path] = /^\/some\/path(\/.*)/.exec(request.url ?? '') ?? [];
        const refuse = () => {
          if (request.url !== '/favicon.ico') failed.push(`${request.url}`);
          response.writeHead(404).end();
        };
        if (path === undefined) return refuse();
        request.url = path;
        return files(request, response, refuse);
      }).listen(0, '127.0.0.1');
      browser = await puppeteer.launch(launch);
      tab = await browser.newPage();
      tab.on('pageerror', (error) => failed.push(String(error)));
    });
    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    const open = (path: string) => {
      const { port } = server.address() as AddressInfo;
      return tab.goto(`http://127.0.0.1:${port}/some/path/${path}`, { waitUntil: 'networkidle0' });
    };

    test('works below any path of a host', async () => {
      for (const path of ['index.html', 'docs/cells/ltc.html', 'reference/modules/meniscus_train.html'])
        await open(path);
      await tab.click('.playground');
      await tab.waitForFunction(() => document.querySelector('#status')?.textContent?.includes('ready'));
      expect(failed).toEqual([]);
    });

    test.each(['light', 'dark'])('can be read where colours are %s', async (scheme) => {
      await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await open('docs/training.html');
      const contrasts = await tab.evaluate(() => {
        const luminance = (colour: string): number => {
          const [r, g, b] = (colour.match(/[\d.]+/g) as string[]).slice(0, 3).map((part) => {
            const value = Number(part) / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (element: Element | null): string => {
          const colour = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
          return element && /, 0\)$/.test(colour) ? ground(element.parentElement) : colour;
        };
        return ['h1', 'p', 'p a', 'td', 'th', 'pre code span', '.playground'].map((selector) => {
          const element = document.querySelector(
            `.col-content ${selector}, .col-sidebar ${selector}`,
          ) as Element;
          const [a, b] = [getComputedStyle(element).color, ground(element)].map(luminance);
          return { selector, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
        });
      });
      // level AA of WCAG
      for (const { selector, ratio } of contrasts) expect(ratio, selector).toBeGreaterThanOrEqual(4.5);
    });
  });
});

/** A repository of two pages and an entry. */
const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'small',
    version: '1.0.0',
    exports: { '.': { types: './dist/types/src/index.d.ts' } },
  }),
  'tsconfig.types.json': JSON.stringify({
    compilerOptions: { target: 'es2022', module: 'esnext', types: [] },
    include: ['src/index.ts'],
  }),
  'src/index.ts':
    '/** A number. */\nexport const one = 1;\n/** One more than {@link one}. */\nexport const two = 2;\n',
  'README.md': '# Small\n\n[A page](docs/page.md#21--of-it), [a source](src/index.ts).\n',
  'docs/page.md': '# Page\n\n## 21 % of it\n\n[Home](../README.md), [a folder](../src).\n',
};

/** Builds the site of those files with some exchanged; what was said of it. */
async function smallSite(name: string, changed: Readonly<Record<string, string>>): Promise<Ended> {
  const repository = join(work, name);
  for (const [file, content] of Object.entries({ ...files, ...changed })) {
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    writeFileSync(join(repository, file), content);
  }
  return siteOf(repository, join(repository, 'out'));
}

describe.skipIf(missing)('a site', () => {
  test('whose links all lead somewhere is good', async () => {
    expect(await smallSite('good', {})).toEqual({ status: 0, stderr: '' });
  });

  test('with a broken link fails, and says where each one stands', async () => {
    const { status, stderr } = await smallSite('broken', {
      'README.md':
        '# Small\n\n[A page](docs/no-page.md), [a source](src/no-source.ts), [here](#nowhere), [top](/docs/page.md)\n',
      'docs/page.md': '# Page\n\n[Home](../README.md#no-heading), [a page](page.md#nothing)\n',
      'src/index.ts': '/** One less than {@link three}. */\nexport const two = 2;\n',
    });
    expect(status).toBe(1);
    for (const line of [
      'error: README.md: the link "docs/no-page.md" leads to no file',
      'error: README.md: the link "src/no-source.ts" leads to no file',
      'error: README.md: the link "#nowhere" leads to no heading: index.html has no id "nowhere"',
      'error: README.md: the link "/docs/page.md" begins at the root of a host: write it from the page',
      'error: docs/page.md: the link "../#no-heading" leads to no heading: index.html has no id "no-heading"',
      'error: docs/page.md: the link "#nothing" leads to no heading: docs/page.html has no id "nothing"',
      'error: Failed to resolve link to "three"',
    ])
      expect(stderr).toContain(line);
  });
});
