/** A network of synapses learns, and its parameters stay where its equation needs them. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import type { Parameter } from '../../src/graph/parameter.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { evaluate } from '../../src/train/evaluate.ts';
import type { Sequence } from '../../src/train/sequence.ts';
import { train } from '../../src/train/train.ts';

const HORIZON = 4;

/** The value of a sine four steps ahead. */
function sine(length: number, phase = 0): Sequence {
  const y = Float64Array.from({ length: length + HORIZON }, (_, t) => Math.sin(0.3 * t + phase));
  return { length, inputs: y.slice(0, length), targets: y.slice(HORIZON), dt: null };
}

const meanSquare = (y: Float64Array): number => y.reduce((sum, x) => sum + x * x, 0) / y.length;

describe.each(['implicit', 'explicit'] as const)('ltc-synaptic, %s', async (constraints) => {
  const wiring = { type: 'auto-ncp', outputs: 1, sparsity: 0.3 } as const;
  const cell = cells['ltc-synaptic']({ wiring, constraints });
  const layers = [{ cell, units: 10, integrator: semiImplicit, unfolds: 4 }];
  const { network, parameters, history } = await train(
    { inputs: 1, outputs: 1, layers, readout: 'none' },
    [sine(240)],
    [sine(80, 1)],
    { epochs: 60, window: 40, stride: 20, batch: 4, rate: 0.02, warmup: 10, seed: 3, normalise: false },
  );

  test('learns what neither the last value nor zero predicts', () => {
    const validation = sine(80, 1);
    const persistence = meanSquare(validation.inputs.map((x, t) => x - validation.targets[t]));
    const { loss } = evaluate(network, parameters, [validation], { warmup: 10 });
    expect(loss).toBeLessThan(persistence / 20);
    expect(loss).toBeLessThan(meanSquare(validation.targets) / 20);
    expect(loss).toBeLessThan(history[0].validation / 20);
  });

  test('has weights, leaks and capacitances ≥ 0, and no synapse that the wiring does not have', () => {
    const byName = new Map(network.parameters.map((p): [string, Parameter] => [p.name, p]));
    const seen = (name: string, x: number): number =>
      byName.get(name)?.constraint === 'softplus' ? Math.log1p(Math.exp(x)) : x;
    for (const name of ['w', 'sensory_w', 'gleak', 'cm'])
      for (const x of parameters.get(name)!) expect(seen(name, x)).toBeGreaterThanOrEqual(0);
    for (const x of parameters.get('cm')!) expect(seen('cm', x)).toBeGreaterThan(0);
    let masked = 0;
    for (const { name, mask } of network.parameters)
      mask?.forEach((m, i) => {
        if (m !== 0) return;
        masked++;
        expect(parameters.get(name)![i], `${name}[${i}]`).toBe(0);
      });
    expect(masked).toBeGreaterThan(100);
  });
});
