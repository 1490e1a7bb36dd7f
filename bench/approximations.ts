/**
 * `npm run bench:approximations [-- --quick] [--write]`: the largest error of each function of assembly/math over every float of
 * its range, as a scalar and in a SIMD lane. `--quick` takes every 61st float, and all of each power of two in which one of them
 * was off by at least half of the largest error. `--write` writes assembly/math/bounds.ts.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../src/charts/table.ts';
import { approximations } from './approximations/list.ts';
import { type MathModule, scan } from './approximations/scan.ts';
import { roundedUp, sourceOf } from './approximations/write.ts';
import { machineLine, thisMachine } from './run/machine.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const stride = values.quick ? 61 : 1;

const module = new WebAssembly.Module(readFileSync('build/math.wasm'));
const math = new WebAssembly.Instance(module).exports as unknown as MathModule;
const measured = approximations.map((approximation) => {
  const found = scan(math, approximation, stride, 0.5);
  console.error(`${approximation.name} ${found.error}`);
  return [approximation, found] as const;
});
console.log(
  `${machineLine(thisMachine())}; ${values.quick ? 'every 61st float, all where errors are large' : 'every float'}\n`,
);
console.log(
  table([
    ['function', 'error', 'at', 'floats', 'other bits in a lane', 'stated'],
    ...measured.map(([{ name, kind, error: stated }, { error, worst, floats, different }]) => [
      name.toLowerCase(),
      `${error.toExponential(3)} ${kind}`,
      `${worst}`,
      floats.toLocaleString('en'),
      `${different}`,
      stated.toExponential(),
    ]),
  ]),
);
if (values.write) writeFileSync('assembly/math/bounds.ts', sourceOf(measured));
const wrong = measured.filter(([{ error }, found]) => found.different > 0 || found.error > error);
for (const [{ name, error }, found] of values.write ? [] : wrong)
  console.log(
    `${name} is ${roundedUp(found.error)} off, more than the stated ${error}, or differs in a lane`,
  );
process.exitCode = wrong.length > 0 && !values.write ? 1 : 0;
