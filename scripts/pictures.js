/**
 * `npm run pictures`: the pictures of README and docs, taken in Chromium from what the commands print. Needs an audit's
 * report (npm run audit) and a Chromium (CHROME, or /usr/bin/chromium).
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
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

await browser.close();

writeFileSync('docs/integrators.svg', execFileSync(process.execPath, ['dist/bench-integrators.js', '--svg']));
