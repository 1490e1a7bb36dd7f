/** Descriptions of every type, with the sizes that fit them: the tests run over them. */
import fc from 'fast-check';
import type { WiringDescription, WiringSize } from '../../src/wiring/index.ts';

export interface Sample {
  readonly description: WiringDescription;
  readonly size: WiringSize;
}

const whole = (min: number, max: number) => fc.integer({ min, max });
export const seeds = whole(0, 2 ** 32 - 1);
const inputs = whole(1, 8);
const sparsity = fc.double({ min: 0, max: 0.95, noNaN: true });

const flat = whole(1, 14).chain((units) =>
  fc.record({ inputs, units: fc.constant(units), outputs: whole(1, units), seed: seeds }),
);

const ncp = fc
  .record({ inter: whole(1, 20), command: whole(1, 8), motor: whole(1, 8) })
  .chain(({ inter, command, motor }) =>
    fc.record({
      size: inputs.map((inputs) => ({ inputs, units: inter + command + motor })),
      description: fc.record({
        type: fc.constant('ncp' as const),
        inter: fc.constant(inter),
        command: fc.constant(command),
        motor: fc.constant(motor),
        sensoryFanout: whole(1, inter),
        interFanout: whole(1, command),
        recurrentCommandSynapses: whole(0, 12),
        motorFanin: whole(1, command),
        seed: seeds,
      }),
    }),
  );

const matrices = flat.chain(({ inputs, units, outputs }) => {
  const row = fc
    .array(fc.constantFrom('+', '-', '.'), { minLength: units, maxLength: units })
    .map((signs) => signs.join(''));
  const rows = (count: number) => fc.array(row, { minLength: count, maxLength: count });
  return fc.record({
    size: fc.constant({ inputs, units }),
    description: fc.record({
      type: fc.constant('matrices' as const),
      outputs: fc.constant(outputs),
      sensory: rows(inputs),
      recurrent: rows(units),
    }),
  });
});

export const samples = {
  'fully-connected': fc.tuple(flat, fc.boolean()).map(([{ outputs, seed, ...size }, selfConnections]) => ({
    size,
    description: { type: 'fully-connected', outputs, selfConnections, seed } as const,
  })),
  random: fc.tuple(flat, sparsity).map(([{ outputs, seed, ...size }, sparsity]) => ({
    size,
    description: { type: 'random', outputs, sparsity, seed } as const,
  })),
  ncp,
  'auto-ncp': whole(4, 40).chain((units) =>
    fc.record({
      size: inputs.map((inputs) => ({ inputs, units })),
      description: fc.record({
        type: fc.constant('auto-ncp' as const),
        outputs: whole(1, units - 3),
        sparsity,
        seed: seeds,
      }),
    }),
  ),
  matrices,
} satisfies Record<WiringDescription['type'], fc.Arbitrary<Sample>>;
