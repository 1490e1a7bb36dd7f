/** tfjs-core with tfjs-backend-wasm as a peer: its SIMD build, one thread. See bench/step/peers.ts. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, engine, env, memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import { makeCell } from './tfjs-cells.mjs';

/** The cell is code: a model is nothing but weights. */
export async function prepare({ cell, inputs, units, parameters }) {
  const weights = new Map([...parameters].map(([name, data]) => [name, Float32Array.from(data)]));
  return { cell, inputs, units, parameters: weights };
}

/** How many tensors live: none may stay behind. */
export const tensorCount = () => memory().numTensors;

/** @param wasmFolder where the .wasm files lie, with a slash at its end; known to the library unless it is bundled */
export async function open(model, wasmFolder) {
  enableProdMode();
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (wasmFolder) setWasmPaths(wasmFolder);
  if (!(await setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
  const K = new Kernels();
  const cell = makeCell(K, model);
  const zero = () => cell.states.map((state) => K.row(state));
  let states = zero();
  return {
    async step(x, dt) {
      const [y, ...next] = cell.step(K.input(x), dt, states);
      const output = y.dataSync();
      for (const state of states) state.dispose();
      states = next;
      K.disposeBut(next);
      return output;
    },
    reset() {
      for (const state of states) state.dispose();
      states = zero();
    },
    async close() {
      for (const state of states) state.dispose();
      K.disposeAll();
    },
  };
}

/** Kernels on rows [1, 1, n]. What they return lives until the end of the step; what holds numbers, until the cell's. */
class Kernels {
  #engine = engine();
  #ofStep = [];
  #ofCell = [];
  #input;

  matMul(a, b, bias, activation = 'linear') {
    const attributes = { transposeA: false, transposeB: false, activation };
    return this.#run('_FusedMatMul', { a, b, bias }, attributes);
  }

  add(a, b) {
    return this.#run('Add', { a, b });
  }

  sub(a, b) {
    return this.#run('Sub', { a, b });
  }

  mul(a, b) {
    return this.#run('Multiply', { a, b });
  }

  div(a, b) {
    return this.#run('RealDiv', { a, b });
  }

  tanh(x) {
    return this.#run('Tanh', { x });
  }

  sigmoid(x) {
    return this.#run('Sigmoid', { x });
  }

  concat(a, b) {
    return this.#run('Concat', [a, b], { axis: 2 });
  }

  /** A row as a vector. It is a bias only after another kernel: that one asks for the shape the numbers came with. */
  flat(x) {
    return this.#run('Reshape', { x }, { shape: [x.size] });
  }

  /** The input of a step. */
  input(x) {
    this.#input ??= new Float32Array(x.length);
    this.#input.set(x);
    const row = tensor(this.#input, [1, 1, x.length], 'float32');
    this.#ofStep.push(row);
    return row;
  }

  /** A row that the caller disposes of. */
  row(data) {
    return tensor(Float32Array.from(data), [1, 1, data.length], 'float32');
  }

  bias(data) {
    return this.#keep(tensor(Float32Array.from(data), [data.length], 'float32'));
  }

  /** @param W row-major; kept transposed, as a row is multiplied from the left */
  weights(W, rows) {
    const columns = W.length / rows;
    const transposed = Float32Array.from(W, (_, i) => W[(i % rows) * columns + Math.floor(i / rows)]);
    return this.#keep(tensor(transposed, [1, columns, rows], 'float32'));
  }

  /** Rows that depend on dt alone: made anew only when it changes. */
  perTime(make) {
    let rows = [];
    let madeFor;
    this.#ofCell.push({ dispose: () => rows.forEach((row) => void row.dispose()) });
    return (dt) => {
      if (dt !== madeFor) {
        for (const row of rows) row.dispose();
        rows = make(dt);
        madeFor = dt;
      }
      return rows;
    };
  }

  disposeBut(kept) {
    for (const each of this.#ofStep) if (!kept.includes(each)) each.dispose();
    this.#ofStep.length = 0;
  }

  disposeAll() {
    for (const each of this.#ofCell) each.dispose();
    this.#ofCell.length = 0;
  }

  #run(kernel, inputs, attributes) {
    const result = this.#engine.runKernel(kernel, inputs, attributes);
    this.#ofStep.push(result);
    return result;
  }

  #keep(constant) {
    this.#ofCell.push(constant);
    return constant;
  }
}
