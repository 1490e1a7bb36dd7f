import { cells } from '../../cells/index.ts';
import { EPSILON, type LtcSynapticOptions } from '../../cells/ltc-synaptic.ts';
import { rawOf } from '../../graph/parameter.ts';
import { semiImplicit } from '../../integrators/index.ts';
import type { ResolvedSpec } from '../../network/network.ts';
import { ln1pExp } from '../../ops/softplus.ts';
import { buildWiring, type Wiring, type WiringDescription, type WiringSize } from '../../wiring/index.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Config } from '../config.ts';
import { ImportError } from '../error.ts';
import { wiringOfMasks } from '../wiring.ts';
import { absorbInputs, plain } from './absorb.ts';
import type { Entry, Fixed, ModelClass } from './class.ts';
import { cellPrefix, hasMemory, liquidStates, memoryEntries, memoryReader } from './memory.ts';

/** The machine divides by a capacitance, in f32. */
const LEAST_DIVISOR = 1e-30;
const common = { ode_unfolds: 6, epsilon: EPSILON };

/** ncps.torch.LTC and LTCCell, of any wiring. */
export const ltc: ModelClass = {
  names: ['LTC', 'LTCCell'],
  args: [
    ...['input_size', 'units', 'in_features', 'wiring', 'return_sequences', 'batch_first', 'mixed_memory'],
    ...['input_mapping', 'output_mapping', 'ode_unfolds', 'epsilon', 'implicit_param_constraints'],
    'output_size',
  ],
  signature: 'gleak',
  defaults: {
    LTC: { ...common, implicit_param_constraints: true },
    LTCCell: { ...common, implicit_param_constraints: false },
  },
  spec(checkpoint, config) {
    const prefix = cellPrefix(checkpoint, 'gleak');
    const [units] = checkpoint.shape(`${prefix}gleak`, 1);
    const [inputs] = checkpoint.shape(`${prefix}sensory_w`, 2);
    for (const name of ['input_size', 'in_features']) config.check(name, inputs);
    const epsilon = config.find('epsilon', 'number') ?? EPSILON;
    if (epsilon !== EPSILON)
      throw new ImportError(
        `${checkpoint.file}: the option epsilon is ${epsilon}; only ${EPSILON} is supported`,
      );
    if (typeof config.given.args?.units === 'number') config.check('units', units);
    const [inputMapping, outputMapping] = (['input', 'output'] as const).map((side) =>
      mappingOf(checkpoint, prefix, side, config),
    );
    const outputs =
      outputMapping === 'none' ? outputsOf(config) : checkpoint.shape(`${prefix}output_w`, 1)[0];
    config.check('output_size', outputs);
    config.checkOutputs(outputs);
    const mask = (name: string, rows: number) =>
      checkpoint.takeMask(`${prefix}${name}sparsity_mask`, [rows, units]);
    const wiring = wiringOfMasks({
      inputs,
      units,
      outputs,
      sensory: {
        mask: mask('sensory_', inputs),
        sign: checkpoint.take(`${prefix}sensory_erev`, [inputs, units]),
      },
      recurrent: { mask: mask('', units), sign: checkpoint.take(`${prefix}erev`, [units, units]) },
      layers: config.given.wiring?.layers,
      file: checkpoint.file,
    });
    const options: LtcSynapticOptions = {
      wiring,
      inputMapping,
      outputMapping,
      constraints: constraintsOf(checkpoint, prefix, config, { inputs, units }),
      mixedMemory: hasMemory(checkpoint, config),
    };
    checkPositive(checkpoint, prefix, { inputs, units }, options.constraints === 'implicit');
    const unfolds = config.need('ode_unfolds', 'count', 'every number of unfolds has the same tensors');
    const layer = { cell: cells['ltc-synaptic'](options), units, integrator: semiImplicit, unfolds };
    return { inputs, outputs, layers: [layer], readout: 'none' };
  },
  writes: ({ layers }) =>
    layers.length === 1 && layers[0].cell.name === 'ltc-synaptic' && layers[0].integrator === semiImplicit,
  outputs: (spec) => built(spec).outputs,
  module: '',
  entries(spec) {
    const { inputMapping, outputMapping, mixedMemory } = optionsOf(spec);
    const synapses = ['sigma', 'mu', 'w', 'erev'];
    const own: Entry[] = [
      ...['gleak', 'vleak', 'cm'].map((name) => ({ tensor: name, parameter: name })),
      ...['', 'sensory_'].flatMap((side) =>
        synapses.map((name) => ({ tensor: side + name, parameter: side + name, as: 'transposed' as const })),
      ),
      ...mapEntries('input', inputMapping),
      ...mapEntries('output', outputMapping),
    ];
    return [
      ...own.map((entry) => ({ ...entry, tensor: `rnn_cell.${entry.tensor}` })),
      ...(mixedMemory ? memoryEntries : []),
    ];
  },
  fixed(spec): Fixed[] {
    const { inputs, units, sensory, recurrent } = built(spec);
    return [
      { name: 'rnn_cell.sparsity_mask', shape: [units, units], data: recurrent.map(Math.abs) },
      { name: 'rnn_cell.sensory_sparsity_mask', shape: [inputs, units], data: sensory.map(Math.abs) },
    ];
  },
  states: (spec) => liquidStates(['h'], optionsOf(spec).mixedMemory),
  absorb(spec, parameters) {
    const { mixedMemory } = optionsOf(spec);
    if (mixedMemory) absorbInputs(spec, parameters, [memoryReader]);
    scaleCapacitance(spec, parameters);
    return plain(withAffineInputs(spec, parameters));
  },
  config(spec) {
    const { inputMapping, outputMapping, constraints, mixedMemory = false } = optionsOf(spec);
    const mapping = (name?: string) => (name === 'none' ? null : (name ?? 'affine'));
    return {
      class: 'LTC',
      args: {
        input_size: spec.inputs,
        units: spec.layers[0].units,
        output_size: built(spec).outputs,
        ode_unfolds: spec.layers[0].unfolds,
        implicit_param_constraints: constraints !== 'explicit',
        input_mapping: mapping(inputMapping),
        output_mapping: mapping(outputMapping),
        mixed_memory: mixedMemory,
      },
    };
  },
};

/** c dv/dt: a longer unit of time is a larger c. */
function scaleCapacitance(spec: ResolvedSpec, parameters: Map<string, Float64Array>): void {
  const { interval = 1, layers } = spec;
  const implicit = (layers[0].cell.options as LtcSynapticOptions).constraints !== 'explicit';
  const scaled = (x: number): number => {
    if (!implicit) return x * interval;
    return rawOf(interval * ln1pExp(x));
  };
  if (interval !== 1) parameters.set('cm', (parameters.get('cm') as Float64Array).map(scaled));
}

/** Puts the normalisation of the inputs into their map, which becomes an affine one. */
function withAffineInputs(spec: ResolvedSpec, parameters: Map<string, Float64Array>): ResolvedSpec {
  const { inputs, inputNormalisation, layers } = spec;
  if (!inputNormalisation) return spec;
  const { mean, deviation } = inputNormalisation;
  const w = parameters.get('input_w') ?? new Float64Array(inputs).fill(1);
  const b = parameters.get('input_b') ?? new Float64Array(inputs);
  const scaled = w.map((x, i) => x / deviation[i]);
  parameters.set('input_w', scaled).set(
    'input_b',
    b.map((x, i) => x - scaled[i] * mean[i]),
  );
  const [layer] = layers;
  const cell = cells['ltc-synaptic']({ ...layer.cell.options, inputMapping: 'affine' });
  return { ...spec, layers: [{ ...layer, cell }] };
}

const built = (spec: ResolvedSpec): Wiring =>
  buildWiring(optionsOf(spec).wiring as WiringDescription, {
    inputs: spec.inputs,
    units: spec.layers[0].units,
  });

const optionsOf = ({ layers }: ResolvedSpec): LtcSynapticOptions =>
  layers[0].cell.options as LtcSynapticOptions;

function mapEntries(side: string, mapping = 'affine'): Entry[] {
  const names = { affine: ['w', 'b'], linear: ['w'], none: [] }[mapping] as string[];
  return names.map((name) => ({ tensor: `${side}_${name}`, parameter: `${side}_${name}` }));
}

/** What ncps registers of a mapping: w for linear, w and b for affine. */
function mappingOf(checkpoint: Checkpoint, prefix: string, side: string, config: Config) {
  const has = (part: string): boolean => checkpoint.has(`${prefix}${side}_${part}`);
  const found = has('b') ? 'affine' : has('w') ? 'linear' : 'none';
  config.check(`${side}_mapping`, found === 'none' ? null : found);
  return found;
}

function outputsOf(config: Config): number {
  const given = config.given.wiring?.output_dim;
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) return given;
  return config.need('output_size', 'count', 'without an output mapping no tensor has a size of the outputs');
}

/** How the weights are kept positive. A negative one tells; otherwise either may have made them. */
function constraintsOf(
  checkpoint: Checkpoint,
  prefix: string,
  config: Config,
  { inputs, units }: WiringSize,
): 'implicit' | 'explicit' {
  const given = config.find('implicit_param_constraints', 'flag');
  if (given !== undefined) return given ? 'implicit' : 'explicit';
  const negative = ['gleak', 'cm'].some((name) => checkpoint.take(prefix + name, [units]).some((x) => x < 0));
  const synapses = { '': [units, units], sensory_: [inputs, units] };
  const below = Object.entries(synapses).some(([side, shape]) => {
    const mask = checkpoint.take(`${prefix}${side}sparsity_mask`, shape);
    return checkpoint.take(`${prefix}${side}w`, shape).some((x, i) => x < 0 && mask[i] !== 0);
  });
  if (negative || below) return 'implicit';
  const implicit = config.need(
    'implicit_param_constraints',
    'flag',
    'weights that are all positive may stand for themselves (false) or for softplus of them (true, the default of LTC)',
  );
  return implicit ? 'implicit' : 'explicit';
}

/** @throws ImportError for a leak or the weight of a synapse below 0, or a capacitance near it */
function checkPositive(
  checkpoint: Checkpoint,
  prefix: string,
  { inputs, units }: WiringSize,
  implicit: boolean,
): void {
  const shapes = { gleak: [units], cm: [units], w: [units, units], sensory_w: [inputs, units] };
  for (const [name, shape] of Object.entries(shapes)) {
    const least = name === 'cm' ? LEAST_DIVISOR : 0;
    // what stands where there is no synapse does not count
    const mask = name.endsWith('w') && checkpoint.take(`${prefix}${name.slice(0, -1)}sparsity_mask`, shape);
    checkpoint.take(prefix + name, shape).forEach((q, i) => {
      const value = implicit ? ln1pExp(q) : q;
      if (value >= least || (mask && mask[i] === 0)) return;
      throw checkpoint.error(
        prefix + name,
        `element ${i} is ${q}${implicit ? `, its softplus ${value}` : ''}; expected a number ≥ ${least}` +
          (implicit ? '' : '. Is softplus of it meant? Then say --implicit-param-constraints true'),
      );
    });
  }
}
