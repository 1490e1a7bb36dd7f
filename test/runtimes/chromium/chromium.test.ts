/** Chromium: a page, a worker and an audio worklet. */
import { launch } from '../../audit/page/chromium.ts';
import { testBrowser } from '../browser.ts';

testBrowser('Chromium', launch);
