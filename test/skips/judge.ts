/** What was skipped, in words, and what of it may not be. */
import type { AllowedSkip } from './allowed.ts';

/** A test that was found in a run. */
export interface Found {
  /** From the root, with slashes. */
  readonly file: string;
  readonly name: string;
  readonly skipped: boolean;
}

export interface Judgement {
  /** A line for each file and reason. */
  readonly lines: readonly string[];
  /** What makes the run fail. */
  readonly faults: readonly string[];
}

const beginnings = ({ tests }: AllowedSkip, file: string): readonly string[] =>
  Object.hasOwn(tests, file) ? [tests[file]].flat() : [];

const concerns = (allowed: AllowedSkip, { file, name }: Found): boolean =>
  beginnings(allowed, file).some((beginning) => name.startsWith(beginning));

/**
 * @param found every test of the files that were run
 * @param exists whether there is a file
 */
export function judge(
  found: readonly Found[],
  allowed: readonly AllowedSkip[],
  { ci, exists }: { readonly ci: boolean; readonly exists: (file: string) => boolean },
): Judgement {
  const faults: string[] = [];
  const counts = new Map<string, number>();
  for (const test of found.filter(({ skipped }) => skipped)) {
    const reasons = allowed.filter((one) => concerns(one, test));
    const where = `${test.file}: "${test.name}"`;
    if (reasons.length === 0) faults.push(`${where} is skipped, which test/skips/allowed.ts does not allow`);
    else if (ci && !reasons.some(({ inCI }) => inCI))
      faults.push(`${where} is skipped in CI, which has to have what it needs: ${reasons[0].because}`);
    const line = `${test.file}: ${reasons.map(({ because }) => because).join('; or ') || 'for no reason given'}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const run = new Set(found.map(({ file }) => file));
  for (const one of allowed)
    for (const file of Object.keys(one.tests)) {
      if (!exists(file)) faults.push(`test/skips/allowed.ts names ${file}, which does not exist`);
      else if (run.has(file))
        for (const beginning of beginnings(one, file))
          if (!found.some((test) => test.file === file && test.name.startsWith(beginning)))
            faults.push(`test/skips/allowed.ts names "${beginning}" of ${file}, which has no such test`);
    }
  const lines = [...counts].map(([line, count]) => `skipped: ${count} of ${line}`);
  return { lines, faults };
}
