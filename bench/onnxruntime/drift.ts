/** How far plain float32 comes off: an exported graph in onnxruntime-web against its blob, at short intervals. */
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { initialiseAll } from '../../src/graph/parameter.ts';
import { exportOnnx } from '../../src/import/index.ts';
import { integrators } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { errorOf, outputsOf, type Runtime } from './session.ts';

export interface Drift {
  readonly integrator: string;
  /** Relative to the largest output, after so many steps. */
  readonly after: Readonly<Record<string, number>>;
}

const STEPS = [1000, 10_000] as const;

/** A neural ODE with each integrator, in steps of 1e-4, which are lost in a plain sum. */
export async function drift(runtime: Runtime): Promise<Drift[]> {
  const found: Drift[] = [];
  for (const integrator of integrators) {
    const network = buildNetwork({
      ...{ inputs: 1, outputs: 1, readout: 'dense' },
      layers: [{ cell: 'ltc', units: 8, integrator, unfolds: 1 }],
    });
    const { blob } = compile(network, initialiseAll(network.parameters, new Random(4)));
    const steps = STEPS[STEPS.length - 1];
    const inputs = Float64Array.from({ length: steps }, (_, t) => Math.sin(t / 2000));
    const dt = new Float64Array(steps).fill(1e-4);
    const got = await outputsOf(runtime, exportOnnx(blob, { file: 'drift' }), { inputs, dt });
    const want = loadSync(blob).run(inputs, { dt });
    const after = STEPS.map((n) => [n, errorOf(got.slice(0, n), want.slice(0, n))] as const);
    found.push({ integrator: integrator.name, after: Object.fromEntries(after) });
  }
  return found;
}
