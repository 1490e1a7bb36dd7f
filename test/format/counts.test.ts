/** Counts of a step's work are one: in the header, by inspection, and as done; and fusing adds none. */

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { schedule } from '../../src/compile/schedule.ts';
import { inspect } from '../../src/format/inspect.ts';
import { lengthOf, type Value } from '../../src/graph/value.ts';
import type { Network } from '../../src/network/network.ts';
import { workOfOp } from '../../src/ops/table.ts';
import { loaded } from '../interpreter/builds.ts';
import { layers, randomParameters, smallModel } from '../models.ts';

const none = { multiplyAdds: 0, transcendentals: 0 };

/** Work of a step as the operations state it, each loop's body taken as often as it runs. */
function stated(network: Network): typeof none {
  const cost = (value: Value): typeof none => {
    if (value.source.kind !== 'op') return none;
    const { op, inputs, attributes } = value.source;
    return workOfOp(op, op.n?.(inputs) ?? lengthOf(value), op.k?.(inputs, attributes) ?? 0);
  };
  const total = { ...none };
  for (const item of schedule([network.output, ...network.states.map((s) => s.after)]).step) {
    const [values, times] = 'body' in item ? [item.body, item.loop.count] : [[item], 1];
    for (const { multiplyAdds, transcendentals } of values.map(cost)) {
      total.multiplyAdds += times * multiplyAdds;
      total.transcendentals += times * transcendentals;
    }
  }
  return total;
}

describe.each(['f32', 'q8'] as const)('%s', (weights) => {
  test.each(layers)('%s', (_, layer) => {
    const network = smallModel(layer);
    const { blob } = compile(network, randomParameters(network, 2), { weights });
    const { work, header, instructions, memory, tensors } = inspect(blob);
    const sparse = tensors.some(({ kind }) => kind.endsWith('sparse'));
    const machine = loaded('checked', blob);
    expect(machine.step(machine.session(), 1)).toBe(0);

    // moves stand in no header: nothing counts them in a step
    const counted = { multiplyAdds: machine.multiplyAdds(), transcendentals: machine.transcendentals() };
    expect(work).toMatchObject(counted);
    expect(header).toMatchObject(counted);
    const unfused = inspect(compile(network, randomParameters(network, 2), { weights, fuse: false }).blob);
    if (sparse) {
      // what empty blocks would take is not done
      expect(work.multiplyAdds).toBeLessThan(stated(network).multiplyAdds);
      expect(unfused.work.multiplyAdds).toBeLessThan(stated(network).multiplyAdds);
    } else {
      // what fusing changes: a sigmoid may be computed in two places, rather than stored
      expect(work.multiplyAdds).toBe(stated(network).multiplyAdds);
      expect(work.transcendentals).toBeGreaterThanOrEqual(stated(network).transcendentals);
      expect(unfused.work.multiplyAdds).toBe(stated(network).multiplyAdds);
      // what the eight scales of a ct-gru forget is computed as increments too
      const more = layer.cell.name === 'ct-gru' ? 32 : 0;
      expect(unfused.work.transcendentals).toBe(stated(network).transcendentals + more);
    }
    expect(work.multiplyAdds).toBeGreaterThan(0);
    const { count = 1 } =
      network.states[0].after.source.kind === 'result' ? network.states[0].after.source.of : {};
    expect(Math.max(...instructions.map((i) => i.times))).toBe(count);
    expect(memory.session).toBe(machine.sessionBytes());
  });
});

test('a probe that is kept costs what it needs', () => {
  const [, layer] = layers.find(([name]) => name === 'ltc, semi-implicit')!;
  const network = smallModel(layer);
  const { blob } = compile(network, randomParameters(network), { probes: ['tau'] });
  const machine = loaded('checked', blob);
  machine.step(machine.session(), 1);
  expect(inspect(blob).work).toMatchObject({
    multiplyAdds: machine.multiplyAdds(),
    transcendentals: machine.transcendentals(),
  });
});
