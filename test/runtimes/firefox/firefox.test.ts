/** Firefox: a page, a worker and an audio worklet. It is driven by WebDriver BiDi. */

import { testBrowser } from '../browser.ts';
import { firefox } from '../programs.ts';

testBrowser('Firefox', { browser: 'firefox', executablePath: firefox });
