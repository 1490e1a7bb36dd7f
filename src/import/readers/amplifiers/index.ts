/** Readers of the files that amplifier plug-ins play. All are JSON. */
import { isJsonWith } from '../../json.ts';
import type { Reader } from '../reader.ts';

/** RTNeural's own form, and that of AIDA-X around it. */
export const rtneural: Reader = {
  name: 'RTNeural',
  recognises: (bytes) =>
    isJsonWith(bytes, 'in_shape', 'layers') || isJsonWith(bytes, 'layers', 'weights', 'type'),
  options: [],
  load: () => import('./rtneural.ts'),
};

/** GuitarML, NeuralSeed and others that train with Automated-GuitarAmpModelling. */
export const guitarml: Reader = {
  name: 'GuitarML',
  recognises: (bytes) => isJsonWith(bytes, 'model_data', 'state_dict'),
  options: [],
  load: () => import('./guitarml.ts'),
};

/** Neural Amp Modeler. */
export const nam: Reader = {
  name: 'NAM',
  recognises: (bytes) => isJsonWith(bytes, 'architecture', 'config', 'weights'),
  options: [],
  load: () => import('./nam.ts'),
};
