/** The amplifier in Chromium. */
import { launch } from '../../audit/page/chromium.ts';
import { testAmp } from './journey.ts';

testAmp('Chromium', launch);
