/** Programs of this host that tests may use. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of the programs that PATH has; the first name itself, which is no file, where it has none. */
export function onPath(...names: readonly string[]): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find((file) => existsSync(file)) ?? names[0];
}

export const firefox = onPath('firefox-esr', 'firefox');
/** CHROME names another. */
export const chromium = process.env.CHROME ?? onPath('chromium', 'chromium-browser', 'google-chrome');
