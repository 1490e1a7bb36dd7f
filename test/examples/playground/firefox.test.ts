/** The playground in Firefox, which is driven by WebDriver BiDi. */
import { firefox } from '../../runtimes/programs.ts';
import { testPlayground } from './journey.ts';

testPlayground('Firefox', { browser: 'firefox', executablePath: firefox });
