import { bench } from './bench.ts';
import { certify } from './certify.ts';
import type { Command } from './command.ts';
import { evaluate } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { inspect } from './inspect.ts';
import { look } from './look.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { train } from './train.ts';
import { verify } from './verify.ts';

/** Every command. A new one needs a file and a line here. */
export const commands: readonly Command[] = [
  look,
  train,
  run,
  evaluate,
  inspect,
  bench,
  shrink,
  certify,
  importCommand,
  exportCommand,
  verify,
];
