/** The folder of results: one JSON file for each claim, from its last run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../src/check/data-error.ts';
import type { Audit, ClaimResult } from './result.ts';

export const fileOf = (folder: string, name: string): string => join(folder, `${name}.json`);

/** Writes a result as text. Numbers that are not finite become null. */
export const textOf = (result: ClaimResult): string => `${JSON.stringify(result, short)}\n`;

/** Seven digits: more than any number here deserves. */
function short(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;
}

/**
 * Reads a folder's results of some claims, in their order.
 * @throws DataError for a file that is not a claim's result
 */
export function readResults(folder: string, names: readonly string[]): Audit {
  const files = names.map((name) => fileOf(folder, name)).filter((path) => existsSync(path));
  return { claims: files.map(readResult) };
}

function readResult(path: string): ClaimResult {
  let result: Partial<ClaimResult> | null = null;
  try {
    result = JSON.parse(readFileSync(path, 'utf8')) as Partial<ClaimResult> | null;
  } catch {
    // truncated or not JSON: refused below
  }
  const lists: readonly (keyof ClaimResult)[] = ['protocol', 'departures', 'panels', 'tables', 'charts'];
  if (!result?.verdict || !result.machine || !lists.every((key) => Array.isArray(result[key])))
    throw new DataError(
      `${path}: is not a result of this version: delete it, or run npm run audit for its claim again`,
    );
  return result as ClaimResult;
}
