/** What every benchmark does around its measuring: options, a folder to work in, and results as JSON or as text. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineLine, thisMachine } from './machine.ts';

/** For `parseArgs`. */
export const jsonOption = { json: { type: 'boolean', default: false } } as const;

/** Whether results are wanted as JSON, for a benchmark without other options. @throws TypeError on any other option */
export const wantsJson = (): boolean => parseArgs({ options: jsonOption }).values.json;

/** @throws RangeError where the text is no number above 0 */
export function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`${option} must be a number above 0, got ${text}`);
  return value;
}

/** @throws RangeError where the text is no whole number from 1 on */
export function wholePositive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${option} must be a whole number ≥ 1, got ${text}`);
  return value;
}

/** Prints results with the computer that they were measured on: all of them as JSON, or the text below a line about it. */
export function report(json: boolean, results: object, text: () => string): void {
  if (json) console.log(JSON.stringify({ ...thisMachine(), ...results }, null, 2));
  else console.log(`${machineLine()}${text()}`);
}

/** Runs with a folder that is removed afterwards. */
export async function inFolder<T>(name: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
