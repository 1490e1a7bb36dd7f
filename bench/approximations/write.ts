import type { Approximation } from './list.ts';
import type { Scanned } from './scan.ts';

/** Two digits, and not smaller. */
export function roundedUp(error: number): number {
  const unit = 10 ** (Math.floor(Math.log10(error)) - 1);
  return Number((Math.ceil(error / unit - 1e-9) * unit).toPrecision(2));
}

/** `assembly/math/bounds.ts`, as the formatter would have it. */
export function sourceOf(measured: readonly (readonly [Approximation, Scanned])[]): string {
  const lines = measured.map(
    ([{ name, kind, from, to }, { error, worst }]) =>
      `\n// ${kind}, ${from} … ${to}\nexport const ${name}_ERROR = ${roundedUp(error).toExponential()};\nexport const ${name}_WORST = ${worst};\n`,
  );
  return `/**
 * The largest error of each approximation that was found over the floats of its range, rounded up, and where it is. Written by
 * \`npm run bench:approximations -- --write\`; both sides import it.
 */
${lines.join('')}`;
}
