/** Flags of more than one command. */
import { anything, between } from '../../check/rules.ts';
import { type Rounding, roundings } from '../../quantise/rounding/index.ts';
import { quantisedTypes, type WeightType, weightTypes } from '../../quantise/types.ts';
import { choice, type Details, flag, names, number, on, text } from './flag.ts';

/** The file that a command writes. */
export const output = <const D extends Partial<Details>>(details: D) =>
  text({ help: 'Blob to write', alias: 'o', hint: 'FILE', isOutput: true, ...details });

export const json = on({ help: 'Print JSON' });

/** The column with the time; null for none. A column of the name `none` is `"none"`, in double quotes. */
export const time = {
  time: flag<string | null, Details>(
    anything,
    (given) => (given === 'none' ? null : given === '"none"' ? 'none' : given),
    {
      help: 'Column with the time of each row, or none',
      otherwise: 'one named time, timestamp, datetime or date, or dt with intervals',
      hint: 'NAME|none',
    },
  ),
};

export const probe = names({
  help: 'Probes to keep readable, by comma, such as tau, omega, gamma',
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
    help: `Of weights in ${quantisedTypes.join(', ')}`,
    option: 'rounding',
    default: standard,
  });

export const strip = on({ help: 'Leave out all metadata that running does not need', option: 'strip' });

/** How much a step, or a search, may do. */
export const work = (help: string) =>
  number(between(1, Infinity), { help, hint: 'COUNT', option: 'work', default: '100000000' });

export const stepWork = work('The most multiply-adds, transcendentals and moves that a step may take');
