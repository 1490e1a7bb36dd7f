/** Chromium: a page, a worker and an audio worklet. */
import { launch } from '../../page/chromium.ts';
import { testBrowser } from '../browser.ts';

testBrowser('Chromium', launch);
