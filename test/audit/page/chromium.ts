import { chromium } from '../../runtimes/programs.ts';

/** How tests start Chromium. It asks nothing of the network on its own. */
export const launch = {
  executablePath: chromium,
  args: [
    '--no-sandbox',
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
