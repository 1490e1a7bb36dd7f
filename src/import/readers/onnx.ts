import { looksLikeModel } from './onnx/recognise.ts';
import type { Reader } from './reader.ts';

/** An ONNX model: a ModelProto in the wire format of protocol buffers. */
export const onnx: Reader = {
  name: 'ONNX',
  recognises: looksLikeModel,
  options: ['state', 'start'],
  load: () => import('./onnx/read.ts'),
};
