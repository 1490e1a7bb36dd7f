import { callable, needed, type Rules, text } from '../check/rules.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { add, log, mean, mul, neg, relu, scale, sqrt, sub } from '../ops/index.ts';

/** A penalty that is added to the loss: its mean over a window's steps, times a weight. It is a graph, like a cell. */
export interface Regulariser<Name extends string = string> {
  readonly name: Name;
  /**
   * The penalty of one step, a vector of length 1.
   * @throws RangeError if the network lacks a probe or state that it needs
   */
  penalty(network: Network): Value;
}

export const regulariserRules: Rules<Regulariser> = { name: needed(text), penalty: needed(callable) };

/**
 * The mean of `penalty` over the layers that have a probe.
 * @param penalty gets the probe, and the prefix of its layer's names
 * @throws RangeError listing the probes that exist
 */
function overLayers(
  network: Network,
  regulariser: string,
  probe: string,
  penalty: (probe: Value, prefix: string) => Value,
): Value {
  const found = [...network.probes].filter(([name]) => name === probe || name.endsWith(`.${probe}`));
  if (found.length === 0)
    throw new RangeError(
      `regulariser "${regulariser}" needs the probe "${probe}"; this model has ${[...network.probes.keys()].join(', ') || 'none'}`,
    );
  const terms = found.map(([name, value]) => penalty(value, name.slice(0, -probe.length)));
  return scale(
    terms.reduce((sum, term) => add(sum, term)),
    1 / terms.length,
  );
}

/** −mean log τ over the trajectory: a description-length penalty that rewards slow units. */
export const mdl: Regulariser<'mdl'> = {
  name: 'mdl',
  penalty: (network) => overLayers(network, 'mdl', 'tau', (tau) => neg(mean(log(tau)))),
};

/** −mean log(τ₀ + 1e-6): the variant of "From Physics to Silicon" (2026), which sees the trained τ₀ only, not τ. */
export const mdlTau0: Regulariser<'mdl-tau0'> = {
  name: 'mdl-tau0',
  penalty: (network) => overLayers(network, 'mdl-tau0', 'tau0', (tau0) => neg(mean(log(add(tau0, 1e-6))))),
};

/** Standard deviation over the units, kept above zero, where its derivative is infinite. */
const spread = (x: Value): Value => {
  const centred = sub(x, mean(x));
  return sqrt(add(mean(mul(centred, centred)), 1e-12));
};

/**
 * relu(ħ/2 − Δh Δv): Δh is the spread of the state over its units, Δv the spread of its change in one step. From the prose of
 * HLLN 2.1. Shrinking E and ħ together satisfies it for free.
 */
export const heisenberg: Regulariser<'heisenberg'> = {
  name: 'heisenberg',
  penalty: (network) =>
    overLayers(network, 'heisenberg', 'hbar', (hbar, prefix) => {
      const { before, after } = network.states.find(
        ({ name }) => name === `${prefix}h`,
      ) as Network['states'][0];
      return relu(sub(scale(hbar, 0.5), mul(spread(after), spread(sub(after, before)))));
    }),
};

/** Every regulariser. A new one is an entry here. */
export const regularisers = [mdl, mdlTau0, heisenberg] as const;

export type RegulariserName = (typeof regularisers)[number]['name'];
