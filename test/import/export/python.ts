/** PyTorch, where a Python has it, for modules that are written here. */
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExportedStep } from '../../../src/import/index.ts';
import { withFiles } from '../../runtimes/host.ts';

const script = fileURLToPath(new URL('run.py', import.meta.url));

/** A Python that has torch; null if none has, which is said. */
export function pythonWithTorch(): string | null {
  const found = ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch']).status === 0,
  );
  if (!found) console.log('skipped: PyTorch; apt-get install python3-torch');
  return found ?? null;
}

export interface Run {
  readonly exported: ExportedStep;
  readonly inputs: Float64Array;
  readonly dt: Float64Array;
}

/** The outputs of modules, [T × M] each. */
export const outputsInTorch = (python: string, runs: readonly Run[]): Promise<number[][]> =>
  withFiles({}, async (folder) => {
    const described = runs.map(({ exported, inputs, dt }, i) => {
      const file = join(folder, `${i}.pt`);
      writeFileSync(file, exported.bytes);
      const width = inputs.length / dt.length;
      return JSON.stringify({
        file,
        timed: exported.timed,
        wide: exported.notes.some((note) => note.startsWith('x and y are float64')),
        states: exported.states.map(({ input }) => input),
        x: Array.from(dt, (_, t) => Array.from(inputs.subarray(t * width, (t + 1) * width))),
        dt: Array.from(dt),
      });
    });
    const list = join(folder, 'runs.jsonl');
    writeFileSync(list, described.join('\n'));
    const { stdout } = await promisify(execFile)(python, ['-B', script, list], { maxBuffer: 2 ** 28 });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  });
