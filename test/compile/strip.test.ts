/** A blob without the metadata that running does not need: how small it is, and that nothing that runs is missing. */

import { describe, expect, test } from 'vitest';
import { find, quick } from '../../audit/claim.ts';
import { ltc105 } from '../../audit/claims/ltc-105/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { inspect } from '../../src/format/inspect.ts';
import { exportModel } from '../../src/import/export/state-dict.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';

describe('LTC-105 of the audit', () => {
  const { model: description } = find(ltc105.make(quick), 'sines', 'LTC').contender;
  const network = buildNetwork(resolve(description));
  const made = (probes: string[], strip: boolean) =>
    inspect(compile(network, randomParameters(network), { weights: 'q8', probes, strip }).blob);

  test('has 105 parameters, and at most 600 bytes of header, program and metadata', () => {
    expect(network.parameterCount).toBe(105);
    for (const probes of [[], ['tau']]) {
      const { header, program, metadata } = made(probes, true).bytes;
      console.log(`LTC-105, probes ${probes.join() || 'none'}: ${header} + ${program} + ${metadata} bytes`);
      expect(header + program + metadata).toBeLessThanOrEqual(600);
    }
  });

  test('without a probe, at most 600 bytes beside the weights, tables and padding included', () => {
    const { weights, ...rest } = made([], true).bytes;
    const others = Object.values(rest).reduce((a, b) => a + b);
    console.log(`LTC-105 in q8: ${others} bytes beside ${weights} of weights`);
    expect(others).toBeLessThanOrEqual(600);
    expect(weights).toBe(made([], false).bytes.weights);
  });
});

describe('what runs is the same', () => {
  test.each(layers)('%s', (_, layer) => {
    const network = smallModel(layer, { interval: 2 });
    const parameters = randomParameters(network, 6);
    const probes = [...network.probes.keys()];
    const metadata = {
      unfolds: { loss: [0.3, 0.2], on: 'validation' },
      timed: true,
      inputs: ['a', 'b', 'c'],
    };
    const [whole, bare] = [false, true].map((strip) =>
      loadSync(compile(network, parameters, { weights: 'q8', probes, metadata, strip }).blob),
    );
    const { inputs, dt } = randomSequence(20, network.spec.inputs);
    expect(bare.run(inputs, { dt })).toEqual(whole.run(inputs, { dt }));

    // states and probes by their names, inputs that are missing from the beginning, snapshots of the whole blob
    const sessions = [whole, bare].map((machine) => machine.session({ missing: 'hold' }));
    const x = Float64Array.of(Number.NaN, 0.5, Number.NaN).subarray(0, network.spec.inputs);
    const [want, got] = sessions.map((session) => [
      [...session.step(x, 0.5)],
      ...probes.map((name) => [...session.probe(name)]),
      ...network.states.map(({ name }) => [...session.state(name)]),
    ]);
    expect(got).toEqual(want);
    sessions[1].restore(sessions[0].snapshot());
    expect([...sessions[1].step(x, 0.5)]).toEqual([...sessions[0].step(x, 0.5)]);

    const { interval, timed, unfolds, ...others } = bare.metadata;
    expect({ interval, timed, unfolds }).toEqual({ interval: 2, timed: true, unfolds: metadata.unfolds });
    expect(Object.keys(others).sort()).toEqual(['inputStatistics', 'ports']);
  });
});

test('the losses of fewer unfolds are still there to choose by', () => {
  const [, layer] = layers.find(([name]) => name === 'ltc, semi-implicit')!;
  const network = smallModel(layer);
  const metadata = { unfolds: { loss: [0.3, 0.2], on: 'validation' } };
  const { blob } = compile(network, randomParameters(network), { metadata, strip: true });
  expect(loadSync(blob, { budget: '1s', maxLoss: '0%' }).budget).toMatchObject({ unfolds: 2, loss: 0.2 });
});

test('it no longer says what model it is: it cannot be exported, and says why', () => {
  const network = smallModel(layers[0][1]);
  const { blob } = compile(network, randomParameters(network), { strip: true });
  expect(() => exportModel(blob, { file: 'a.mns' })).toThrow(
    /a\.mns: its metadata do not say .* without --strip/,
  );
  expect(inspect(blob)).toMatchObject({ name: null, parameters: null, layers: [] });
});
