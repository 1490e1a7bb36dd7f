/** The amplifier in Firefox, which is driven by WebDriver BiDi. */
import { firefox } from '../../runtimes/programs.ts';
import { testAmp } from './journey.ts';

testAmp('Firefox', { browser: 'firefox', executablePath: firefox });
