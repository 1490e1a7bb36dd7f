/**
 * Ends each run of vitest with a line for what was skipped and why, and with the counts; fails it where something was skipped
 * that may not be. A run of some tests by name is not judged: vitest calls the others skipped.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { allowedSkips } from './allowed.ts';
import { type Found, judge } from './judge.ts';

export default class SkipsReporter implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const { root = '.', testNamePattern } = this.vitest?.config ?? {};
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const found: Found[] = [];
    for (const module of modules) {
      // a file that could not be read has no tests to count
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state]++;
        found.push({ file: module.relativeModuleId, name: test.fullName, skipped: state === 'skipped' });
      }
    }
    if (!testNamePattern) {
      const ci = Boolean(process.env.CI);
      const { lines, faults } = judge(found, allowedSkips, {
        ci,
        exists: (file) => existsSync(join(root, file)),
      });
      for (const line of lines) console.log(line);
      for (const fault of faults) console.error(`error: ${fault}`);
      if (faults.length > 0) process.exitCode = 1;
    }
    const { passed, failed, skipped } = counts;
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
