/** The playground in Chromium. */
import { launch } from '../../audit/page/chromium.ts';
import { testPlayground } from './journey.ts';

testPlayground('Chromium', launch);
