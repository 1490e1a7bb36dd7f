/**
 * `npm run pictures`: the pictures of README and docs, taken in Chromium from what the commands print. Needs an audit's
 * report (npm run audit) and a Chromium (CHROME, or /usr/bin/chromium).
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const executablePath = process.env.CHROME ?? '/usr/bin/chromium';
if (!existsSync('report/index.html')) throw new Error('there is no report/index.html: npm run audit first');

const browser = await puppeteer.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const tab = await browser.newPage();
await tab.setViewport({ width: 1100, height: 900, deviceScaleFactor: 1 });
await tab.goto(pathToFileURL('report/index.html').href);
await tab.waitForFunction(() => [...document.querySelectorAll('[data-chart]')].every((e) => e.dataset.drawn));
await tab.screenshot({ path: 'docs/report.png' });

// the playground, a little after a training has ended
const playground = spawn(process.execPath, ['dist/example-playground.js', '--port', '0']);
const [line] = await once(playground.stdout.setEncoding('utf8'), 'data');
const [address] = line.match(/http:\S+/);
const page = await browser.newPage();
await page.setViewport({ width: 1100, height: 860, deviceScaleFactor: 1 });
await page.goto(address);
const says = (selector, end) =>
  page.waitForFunction((s, e) => document.querySelector(s)?.textContent.includes(e), {}, selector, end);
await says('#status', 'ready.');
await page.select('#task', 'sines');
await says('#status', 'Noisy sines: ready.');
await page.click('#train');
await says('#status', 'Training finished');
await new Promise((resolve) => setTimeout(resolve, 2500));
await page.screenshot({ path: 'docs/playground.png' });
playground.kill();

const { title, unfolds, series } = JSON.parse(
  execFileSync(process.execPath, ['dist/bench-integrators.js', '--json']),
);
const uplot = 'node_modules/uplot/dist/';
await tab.setViewport({ width: 760, height: 430, deviceScaleFactor: 1 });
await tab.setContent(
  `<style>${readFileSync(`${uplot}uPlot.min.css`, 'utf8')} body { font: 14px system-ui; background: #fff }</style>` +
    `<div id="plot"></div><script>${readFileSync(`${uplot}uPlot.iife.min.js`, 'utf8')}</script>`,
);
await tab.evaluate(
  (title, unfolds, series) => {
    const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];
    const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2]];
    new uPlot(
      {
        title,
        width: 740,
        height: 370,
        scales: { x: { time: false, distr: 3, log: 2 }, y: { distr: 3 } },
        axes: [
          { label: 'unfolds' },
          {
            label: 'worst error of the state',
            size: 64,
            splits: () => [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8],
            values: (_plot, splits) => splits.map((y) => y.toExponential(0)),
          },
        ],
        series: [
          { label: 'unfolds' },
          ...series.map(({ name }, i) => ({ label: name, stroke: colours[i], dash: dashes[i], width: 2 })),
        ],
        legend: { live: false },
      },
      [unfolds, ...series.map(({ errors }) => errors)],
      document.getElementById('plot'),
    );
  },
  title,
  unfolds,
  series,
);
await tab.screenshot({ path: 'docs/integrators.png' });
await browser.close();
