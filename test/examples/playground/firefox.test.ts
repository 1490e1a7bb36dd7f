/** The playground in Firefox, which is driven by WebDriver BiDi. */
import { testPlayground } from './journey.ts';

testPlayground('Firefox', { browser: 'firefox', executablePath: '/usr/bin/firefox-esr' });
