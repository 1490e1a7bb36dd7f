/** Flags for how a blob stores a network. */
import { type Rounding, roundings } from '../../quantise/rounding/index.ts';
import { quantisedTypes, type WeightType, weightTypes } from '../../quantise/types.ts';
import { choice, type Details, names, on } from './flag.ts';

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

export const probe = names({
  help: 'Probes to keep readable, separated by commas, such as tau,omega,gamma',
  option: 'probes',
});

export const strip = on({ help: 'Leave out all metadata that running does not need', option: 'strip' });
