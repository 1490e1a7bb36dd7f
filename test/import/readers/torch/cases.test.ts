/** Files of PyTorch that others wrote, with what PyTorch computed. */
import { casesOfOthers, type ModelCase } from '../../models/case.ts';

/** What a state_dict cannot say, as the option. */
const told = ({ facts: { structure } }: ModelCase) =>
  structure
    ? {
        layers: structure.map(({ name, activation }) => `${name}${activation && `:${activation}`}`).join(','),
      }
    : {};

casesOfOthers(
  'torch',
  () => true,
  (one) => (/torchscript/.test(one.name) ? {} : told(one)),
);
casesOfOthers('public', ({ name }) => /\.pt$/.test(name));
casesOfOthers('broken', ({ name }) => /\.pth$/.test(name));
