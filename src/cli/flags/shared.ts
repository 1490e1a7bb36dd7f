/** Flags that several commands share. */
import { anything, between } from '../../check/rules.ts';
import { type Rounding, roundings } from '../../quantise/rounding/index.ts';
import { quantisedTypes, type WeightType, weightTypes } from '../../quantise/types.ts';
import { choice, type Details, flag, names, number, on, text } from './flag.ts';

/** The file that a command writes. */
export const output = <const D extends Partial<Details>>(details: D) =>
  text({ help: 'Blob to write', alias: 'o', hint: 'FILE', isOutput: true, ...details });

export const json = on({ help: 'Print JSON' });

/** The column with the time; null for none. `"none"` in double quotes names a column `none`. */
export const time = {
  time: flag<string | null, Details>(
    anything,
    (given) => (given === 'none' ? null : given === '"none"' ? 'none' : given),
    {
      help: 'Column with the time of each row; none for no time',
      otherwise: 'one named time, timestamp, datetime or date, or dt with intervals',
      hint: 'NAME|none',
    },
  ),
};

export const probe = names({
  help: 'Probes to keep readable, separated by commas, such as tau,omega,gamma',
  option: 'probes',
});

export const weights = <const D extends Partial<Details>>(details: D) =>
  choice<WeightType, { readonly help: string; readonly option: 'weights' } & D>(weightTypes, {
    help: 'How matrices are stored',
    hint: 'TYPE',
    option: 'weights',
    ...details,
  });

export const rounding = <const D extends string, const R extends Rounding = Rounding>(
  standard: D,
  among: readonly R[] = roundings as readonly Rounding[] as readonly R[],
) =>
  choice(among, {
    help: `How to round weights in ${quantisedTypes.join(', ')}`,
    option: 'rounding',
    default: standard,
  });

export const strip = on({ help: 'Leave out all metadata that running does not need', option: 'strip' });

/** The most work of a step, or of a search. */
export const work = (help: string) =>
  number(between(1, Infinity), { help, hint: 'COUNT', option: 'work', default: '100000000' });

export const stepWork = work('The most multiply-adds, transcendentals and moves in a step');
