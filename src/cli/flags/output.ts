/** Flags for what a command writes and prints. */
import { type Details, on, text } from './flag.ts';

/** The file that a command writes. */
export const output = <const D extends Partial<Details>>(details: D) =>
  text({ help: 'Blob to write', alias: 'o', hint: 'FILE', isOutput: true, ...details });

export const json = on({ help: 'Print JSON' });
