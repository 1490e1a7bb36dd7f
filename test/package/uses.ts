/** A program for each entry of the package, as a user would begin. Each prints one line. */

export interface Use {
  /** A module; it finds a model at `blob`, its bytes. */
  readonly program: string;
  /** The line it prints; undefined for the outputs of the model, which every build has to give alike. */
  readonly prints?: string;
}

/** Loads the model in both ways, steps it, and is refused half of it with words. */
const runs = (entry: string): Use => ({
  program: `
    import { load, loadSync, MeniscusError } from '${entry}';
    const model = await load(blob);
    const session = model.session();
    const outputs = [0, 1, 2].map((x) => session.step(new Float32Array(model.inputs).fill(x), 0.5)[0]);
    if (loadSync(blob).run(new Float32Array(model.inputs), { dt: 0.5 })[0] !== outputs[0]) throw new Error('loadSync');
    const error = await load(blob.subarray(0, blob.length / 2)).catch((one) => one);
    if (!(error instanceof MeniscusError && error.message.includes('the download is cut short'))) throw error;
    console.log(...outputs);
  `,
});

/** By the entry's name in `exports`. */
export const uses: Readonly<Record<string, Use>> = {
  '.': runs('meniscus'),
  './scalar': runs('meniscus/scalar'),
  './js': runs('meniscus/js'),
  './relaxed': {
    // not every host has it: then the error names the entry to use
    program: `
      import { loadSync } from 'meniscus/relaxed';
      try {
        console.log(loadSync(blob).session() ? 'fine' : '');
      } catch (error) {
        console.log(/needs the exact build, meniscus/.test(error.message) ? 'fine' : error);
      }
    `,
    prints: 'fine',
  },
  './health': {
    program: `
      import { loadSync } from 'meniscus';
      import { OUTPUT_CLIPPED, watch } from 'meniscus/health';
      const model = loadSync(blob);
      const watched = watch(model.session(), model, { guard: { outputs: [[0, 1]] } });
      watched.step(new Float32Array(model.inputs));
      console.log(watched.flags === OUTPUT_CLIPPED, JSON.stringify(watched.health.clipped));
    `,
    prints: 'true {"values":1,"steps":1}',
  },
  './train': {
    program: `
      import { load } from 'meniscus';
      import { cells, compile, integrators, train } from 'meniscus/train';
      const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t / 3));
      const sequence = { length: 59, inputs: x.subarray(0, 59), targets: x.subarray(1) };
      const layer = { cell: cells.ltc(), units: 3, integrator: integrators.find((one) => one.name === 'semi-implicit'), unfolds: 2 };
      const spec = { inputs: 1, outputs: 1, layers: [layer], readout: 'dense' };
      const { network, parameters, history } = await train(spec, [sequence], [], { epochs: 20, rate: 0.02, window: 20, seed: 1 });
      const machine = await load(compile(network, parameters).blob);
      console.log(machine.run(x).length, history.at(-1).loss < history[0].loss);
    `,
    prints: '60 true',
  },
  './data': {
    program: `
      import { dampedOscillator, parseTable, recordings } from 'meniscus/data';
      console.log(dampedOscillator({ zeta: 0.1 }).length, recordings(parseTable('time,x\\n0,1\\n1,2\\n', { file: 'a.csv' })).recordings.length);
    `,
    prints: '200 1',
  },
  './format': {
    program: `
      import { inspect, readBlob, weightsOf } from 'meniscus/format';
      const parts = Object.values(inspect(blob).bytes).reduce((a, b) => a + b);
      console.log(parts === blob.length, readBlob(blob).tensors.every((one) => weightsOf(one).every(Number.isFinite)));
    `,
    prints: 'true true',
  },
  './import': {
    program: `
      import { importModel } from 'meniscus/import';
      try {
        await importModel(blob, { file: 'a.mns' });
      } catch (error) {
        console.log(error.message.includes('a.mns'));
      }
    `,
    prints: 'true',
  },
};
