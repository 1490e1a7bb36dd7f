/**
 * tfjs as a peer in training: its layers on the wasm backend, one thread. As train-torch.py. Its GRU multiplies the state
 * after the reset gate: it has no other.
 */
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const { cell, units, inputs, outputs, steps, batch } = JSON.parse(process.argv[2]);
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
setWasmPaths(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));
if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
const model = tf.sequential();
model.add(tf.layers[cell]({ units, returnSequences: true, inputShape: [steps, inputs] }));
model.add(tf.layers.dense({ units: outputs }));
model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
const x = tf.randomNormal([batch, steps, inputs]);
const y = tf.randomNormal([batch, steps, outputs]);

console.log(JSON.stringify({ version: tf.version_core }));
for await (const line of createInterface({ input: process.stdin })) {
  const start = process.cpuUsage();
  for (let i = 0; i < Number(line); i++) await model.trainOnBatch(x, y);
  const { user, system } = process.cpuUsage(start);
  console.log((user + system) / 1000);
}
