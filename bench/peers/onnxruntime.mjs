/** onnxruntime-web as a peer: its WebAssembly execution provider with SIMD, one thread. See bench/step/peers.ts. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';

env.wasm.numThreads = 1;
env.logLevel = 'error';

/** An ONNX model of a case's step. What writes it is loaded here, since a user would download a finished model. */
export async function prepare(one) {
  const { cellModel } = await import('./onnx-cells.mjs');
  return cellModel(one);
}

export async function open({ bytes, shape, initial, timeScale }) {
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
  });
  const packed = Float32Array.from(initial);
  // reads `packed` anew in every run
  const feeds = { in: new Tensor('float32', packed, shape) };
  const last = packed.length - 1;
  return {
    async step(x, dt) {
      packed.set(x);
      if (timeScale) packed[last] = dt * timeScale;
      const { out } = await session.run(feeds);
      packed.set(out.data.subarray(1), x.length);
      return out.data.subarray(0, 1);
    },
    reset() {
      packed.set(initial);
    },
    close: () => session.release(),
  };
}
