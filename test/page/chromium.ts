/** How tests start Chromium: Debian's, or the one that CHROME names. It asks nothing of the network on its own. */
export const launch = {
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
