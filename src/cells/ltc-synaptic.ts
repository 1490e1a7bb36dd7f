import { checkOptions } from '../check/options.ts';
import { anything, flag, oneOf } from '../check/rules.ts';
import { constant, matrix, type ParameterDeclaration, uniform, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { add, mul, neg, reciprocal, shift, slice, synapses, weightedRows } from '../ops/index.ts';
import { buildWiring, describeWiring, type WiringDescription } from '../wiring/index.ts';
import { type Cell, defineCell, type Size } from './cell.ts';
import { mixedMemory } from './mixed-memory.ts';

type Mapping = 'affine' | 'linear' | 'none';

export interface LtcSynapticOptions {
  /** Which neuron has a synapse onto which. Default: every neuron onto every neuron. */
  readonly wiring?: WiringDescription | 'fully-connected';
  /** How each input and each output is scaled: y = w x + b (`affine`, the default), y = w x, or y = x. */
  readonly inputMapping?: Mapping;
  readonly outputMapping?: Mapping;
  /**
   * What keeps w, c and g ≥ 0. `implicit`, the default: train q and use softplus(q). `explicit`: after each update, clip
   * them at 0, and c at 1e-6.
   */
  readonly constraints?: 'implicit' | 'explicit';
  /** An LSTM in front, in the same step. */
  readonly mixedMemory?: boolean;
}

/** ncps adds it to the denominator, so that a unit without leak or open synapse does not divide by 0. */
export const EPSILON = 1e-8;

/** Rates are divided by it. */
const LEAST_CAPACITANCE = 1e-6;

/**
 * Liquid time-constant network of synapses, as in the neural circuits it comes from:
 *
 *     c_j dv_j/dt = g_j (v_leak,j − v_j) + Σ_i w_ij σ(γ_ij (v_i − μ_ij)) (E_ij − v_j),
 *
 * The sum runs over the sensory synapses (from the inputs) and those between units. The first units of the wiring are the
 * outputs.
 */
export const ltcSynaptic = (options: LtcSynapticOptions = {}): Cell => {
  const mappings: readonly Mapping[] = ['affine', 'linear', 'none'];
  checkOptions<LtcSynapticOptions>('cell "ltc-synaptic"', options, {
    wiring: anything,
    inputMapping: oneOf(mappings),
    outputMapping: oneOf(mappings),
    constraints: oneOf(['implicit', 'explicit']),
    mixedMemory: flag,
  });
  const {
    wiring = 'fully-connected',
    inputMapping = 'affine',
    outputMapping = 'affine',
    constraints = 'implicit',
  } = options;
  const description = describeWiring(wiring);
  const atLeast = (low: number): ParameterDeclaration['constraint'] =>
    constraints === 'implicit' ? 'softplus' : { clip: [low, Number.POSITIVE_INFINITY] };
  const positive = atLeast(0);
  const cell = defineCell({
    kind: 'field',
    name: 'ltc-synaptic',
    source: 'Lechner et al., Neural circuit policies, Nature Machine Intelligence 2020; ncps',
    options: { wiring: description, inputMapping, outputMapping, constraints },
    bounded: true,
    parameters(size) {
      const { inputs, units } = size;
      const { sensory, recurrent, outputs } = buildWiring(description, size);
      return {
        gleak: vector(units, { init: uniform(0.001, 1), constraint: positive }),
        vleak: vector(units, { init: uniform(-0.2, 0.2) }),
        cm: vector(units, { init: uniform(0.4, 0.6), constraint: atLeast(LEAST_CAPACITANCE) }),
        ...synapseParameters('', recurrent, { inputs: units, units }, positive),
        ...synapseParameters('sensory_', sensory, size, positive),
        ...mapParameters('input', inputMapping, inputs),
        ...mapParameters('output', outputMapping, outputs),
      };
    },
    // the leak alone, at its mean of a half; hardly a synapse is open at rest
    startAt: (scales) => ({ cm: scales.map((T) => T / 2) }),
    field({ p, h, x }) {
      const u = mapped(p, 'input', x);
      const sensory = synapses(p.sensory_sigma, u, threshold(p.sensory_sigma, p.sensory_mu));
      const between = synapses(p.sigma, h, threshold(p.sigma, p.mu));
      const conductance = weightedRows(shift(p.gleak, EPSILON), [p.sensory_w, sensory], [p.w, between]);
      const current = weightedRows(
        mul(p.gleak, p.vleak),
        [mul(p.sensory_w, p.sensory_erev), sensory],
        [mul(p.w, p.erev), between],
      );
      const rate = reciprocal(p.cm);
      return { decay: mul(conductance, rate), drive: mul(current, rate) };
    },
    output: ({ p, h, inputs, units }) =>
      mapped(p, 'output', slice(h, 0, buildWiring(description, { inputs, units }).outputs)),
  });
  return options.mixedMemory ? mixedMemory(cell) : cell;
};

/** The offset −γ μ of γ (v − μ). */
const threshold = (sigma: Value, mu: Value): Value => neg(mul(sigma, mu));

/**
 * Weights, slopes, midpoints and reversal potentials of a wiring's synapses, [targets, sources]; zero where there is no
 * synapse. A reversal potential starts at the synapse's polarity.
 */
function synapseParameters(
  prefix: string,
  polarity: Int8Array,
  { inputs: sources, units: targets }: Size,
  constraint: ParameterDeclaration['constraint'],
): Record<string, ParameterDeclaration> {
  const transposed = Float64Array.from(
    { length: targets * sources },
    (_, i) => polarity[(i % sources) * targets + Math.floor(i / sources)],
  );
  const mask = transposed.map(Math.abs);
  const synapse = (init: ParameterDeclaration['init'], more = {}) =>
    matrix(targets, sources, { init, mask, ...more });
  return {
    [`${prefix}w`]: synapse(uniform(0.001, 1), { constraint }),
    [`${prefix}sigma`]: synapse(uniform(3, 8)),
    [`${prefix}mu`]: synapse(uniform(0.3, 0.8)),
    [`${prefix}erev`]: synapse({ kind: 'given', values: transposed }),
  };
}

function mapParameters(side: string, mapping: Mapping, length: number): Record<string, ParameterDeclaration> {
  const w = { [`${side}_w`]: vector(length, { init: constant(1) }) };
  if (mapping === 'none') return {};
  return mapping === 'linear' ? w : { ...w, [`${side}_b`]: vector(length) };
}

function mapped(p: Readonly<Record<string, Value>>, side: string, x: Value): Value {
  const w = p[`${side}_w`];
  const b = p[`${side}_b`];
  const scaled = w ? mul(x, w) : x;
  return b ? add(scaled, b) : scaled;
}
