/** Firefox: a page, a worker and an audio worklet. It is driven by WebDriver BiDi. */
import { testBrowser } from '../browser.ts';

testBrowser('Firefox', { browser: 'firefox', executablePath: '/usr/bin/firefox-esr' });
