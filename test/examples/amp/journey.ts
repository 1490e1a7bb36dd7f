/** What somebody does on the page of the amplifier; the same in every browser. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchOptions, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../../examples/amp/page/opened.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import { present } from '../../runtimes/host.ts';
import {
  downloaded,
  drop,
  facts,
  fill,
  type Playground,
  pictures,
  says,
  start,
  textOf,
} from '../playground/browser.ts';
import { channelsOf, nam, rtneural, stereo } from './files.ts';

const amp = {
  folder: 'amp',
  ready: () => document.querySelector('#model')?.textContent?.includes('units') ?? false,
};
const shipped = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, `../../../examples/amp/models/${name}.mns`));

/** What Node makes of the same file and the same sound. */
async function inNode(name: string, bytes: Uint8Array, channels: readonly Float32Array[]) {
  const { blob, rate } = await open(name, bytes);
  const model = loadSync(blob);
  return channels.map((channel) => model.run(channel, { dt: 1 / rate }));
}

export function testAmp(host: string, options: LaunchOptions & { readonly executablePath: string }): void {
  describe.skipIf(!present(`the amplifier in ${host}`, options.executablePath))(host, () => {
    let served: Playground;
    beforeAll(async () => {
      served = await start(options, amp);
    });
    afterAll(() => served?.close());

    /** A test in a tab of its own, which may neither complain nor ask for anything from elsewhere. */
    const quiet = (name: string, use: (page: Page) => Promise<void>): void =>
      test(name, async () => {
        const { page, noise } = await served.open();
        await use(page);
        expect(noise).toEqual([]);
        await page.close();
      });

    /** Renders what is dropped, and reads the file that comes of it. */
    async function render(page: Page, model: string) {
      const file = `${model}.wav`;
      rmSync(join(served.downloads, file), { force: true });
      await page.click('#render');
      await says(page, '#status', /^(Rendered|Stopped)/);
      const wav = await downloaded(served.downloads, file);
      return channelsOf(wav);
    }

    quiet('opens with a model of its own', async (page) => {
      const { parameters, blob, 'sample rate': rate } = await facts(page, '#model-facts');
      expect([parameters, rate]).toEqual(['929', '48,000 Hz']);
      expect(blob).toBe(`${shipped('gru-16').length.toLocaleString('en')} B`);
      const offered = await page.$$eval('#shipped option', (all) => all.map(({ value }) => value));
      expect(offered).toContain('lstm-8');
      await page.screenshot({ path: join(pictures, `amp-${host}.png`), fullPage: true });
    });

    quiet('renders the bits of Node through the worklet, each side by itself', async (page) => {
      const { channels, wav } = stereo(0.2, 48_000);
      await drop(page, 'sound.wav', wav);
      for (const name of ['gru-16', 'lstm-8']) {
        await page.select('#shipped', name);
        await says(page, '#model', new RegExp(`^${name}`));
        const got = await render(page, `${name}.mns`);
        expect(got.rate).toBe(48_000);
        const want = await inNode(`${name}.mns`, shipped(name), channels);
        expect(got.channels.map((side) => side.length)).toEqual(channels.map((side) => side.length));
        for (const side of [0, 1]) expect([...got.channels[side]]).toEqual([...want[side]]);
      }
    });

    test.each([
      ['made.nam', nam(6), /^made\.nam: .*LSTM/, 48_000],
      ['made.json', rtneural(5, { samplerate: 44_100 }), /^made\.json: .*GRU/, 44_100],
    ] as const)('plays %s as Node does, at its own rate', async (name, bytes, said, rate) => {
      const { page, noise } = await served.open();
      const { channels, wav } = stereo(0.1, rate);
      await drop(page, 'sound.wav', wav);
      await drop(page, name, bytes);
      await says(page, '#model', said);
      expect(await facts(page, '#model-facts')).toMatchObject({
        'sample rate': `${rate.toLocaleString('en')} Hz`,
      });
      const got = await render(page, name);
      expect(got.rate).toBe(rate);
      const want = await inNode(name, bytes, channels);
      for (const side of [0, 1]) expect([...got.channels[side]]).toEqual([...want[side]]);
      expect(noise).toEqual([]);
      await page.close();
    });

    test.each([
      ['wave.nam', nam(4, { architecture: 'WaveNet' }), /^wave\.nam: .*WaveNet/],
      ['short.nam', nam(4, { weights: [1, 2] }), /^short\.nam: weights has 2 numbers/],
      ['two.nam', nam(4, { config: { input_size: 2, hidden_size: 4, num_layers: 1 } }), /^two\.nam/],
      ['letter.nam', new TextEncoder().encode('Dear Sir'), /^letter\.nam: .*kind/],
      ['cut.mns', shipped('gru-8').subarray(0, 900), /^cut\.mns/],
    ])('refuses %s in words, and keeps the model it has', async (name, bytes, said) => {
      const { page } = await served.open();
      await drop(page, name, bytes);
      await says(page, '#problem', said);
      expect(await textOf(page, '#model')).toMatch(/^gru-16\.mns/);
      await page.close();
    });

    test('says why it does not play at a rate, and asks for one where a file has none', async () => {
      const { page } = await served.open();
      await drop(page, 'fast.json', rtneural(4, { samplerate: 1_000_000 }));
      await says(page, '#model', /^fast/);
      await page.click('#play');
      const refused = /1,000,000 Hz, and this browser plays no sound at that rate/;
      await says(page, '#problem', refused);
      await page.click('#render');
      await says(page, '#problem', refused);
      await drop(page, 'none.json', rtneural(4));
      await says(page, '#model', /^none/);
      expect(await facts(page, '#model-facts')).toMatchObject({ 'sample rate': '48,000 Hz, assumed' });
      await page.waitForSelector('#rate', { visible: true });
      await fill(page, '#rate', '10');
      await page.$eval('#rate', (field) => field.dispatchEvent(new Event('change')));
      await page.click('#play');
      await says(page, '#problem', /none\.json: is for 10 Hz/);
      await page.close();
    });

    quiet('plays, and measures what it takes', async (page) => {
      await page.click('#play');
      await says(page, '#status', /^(Playing gru-16\.mns at 48,000 Hz|The browser does not start)/);
      if ((await textOf(page, '#status')).startsWith('The browser')) {
        console.log(`${host}: no sound device, so nothing was measured`);
        return;
      }
      await page.select('#clock', 'date');
      await says(page, '#load-about', /Date\.now/);
      await says(page, '#load', /missed\d+ of [1-9]/);
      expect(Object.keys(await facts(page, '#load'))).toEqual(['mean', 'missed', 'deadline']);
      await page.select('#clock', 'shared');
      await says(page, '#load', /p99\.9≤ \d/);
      console.log(`${host}: ${JSON.stringify(await facts(page, '#load'))}`);
      await page.click('#bypass');
      await page.select('#shipped', 'gru-8');
      await says(page, '#status', /^Playing gru-8\.mns/);
      await page.click('#play');
      await says(page, '#status', /^Stopped/);
    });
  });
}
