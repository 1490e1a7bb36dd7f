import { readBlob } from '../format/read.ts';
import { workOfStep } from '../format/work.ts';
import { FileError } from './files.ts';
import { number } from './usage.ts';

/** A flag of the commands that let a blob run: how much it may do in a step. */
export const stepWork = {
  work: {
    type: 'string',
    description: 'The most multiply-adds, transcendentals and moves that a step may take',
    default: '100000000',
    valueHint: 'COUNT',
  },
} as const;

/**
 * Refuses a blob whose step does more than that: what is loaded may do so much that a file takes hours.
 * @throws FileError
 */
export function checkStepWork(blob: Uint8Array, file: string, flag: string): void {
  const limit = number('work', flag, { least: 1 });
  const work = workOfStep(readBlob(blob));
  if (work > limit)
    throw new FileError(
      `${file}: a step takes ${work.toLocaleString('en')} operations, more than the ${limit.toLocaleString('en')} that --work allows: raise it if you trust the model`,
    );
}
