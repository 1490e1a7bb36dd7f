import { isZip } from '../archive/directory.ts';
import { isLegacy } from '../torch/magic.ts';
import type { Reader } from './reader.ts';

/** Files of torch.save, checkpoints and TorchScript; any zip archive that no reader before it knows. */
export const torch: Reader = {
  name: 'PyTorch',
  recognises: (bytes) => isZip(bytes) || isLegacy(bytes),
  options: ['config', 'prefix', 'readout', 'layers'],
  load: () => import('../torch/read.ts'),
};
