/** The targets. */
import { bundleName } from '../cold/shipped.ts';
import type { Spread } from '../step/measure.ts';
import type { Processor, Results, StepResult } from './results.ts';
import { type Measured, middle, type Target } from './target.ts';

const name = ({ cell, inputs, units }: { cell: string; inputs: number; units: number }): string =>
  `${cell} (${inputs}, ${units})`;

/** The worst by its median; undefined of none. */
function worst(better: Target['better'], all: readonly Measured[]): Measured | undefined {
  const sign = better === 'less' ? 1 : -1;
  return [...all].sort((a, b) => sign * (middle(b.value) - middle(a.value)))[0];
}

const on = (major: number, read: (results: Results) => Measured | undefined) => (processor: Processor) => {
  const results = processor.byNode.get(major);
  return results && read(results);
};

/** The worst case of the step benchmark. */
const worstStep = (
  better: Target['better'],
  chosen: (result: StepResult) => boolean,
  read: (result: StepResult) => Spread | undefined,
  major = 20,
) =>
  on(major, ({ parts }) =>
    worst(
      better,
      (parts.step?.results ?? []).filter(chosen).flatMap((result) => {
        const value = read(result);
        return value ? [{ value, where: name(result) }] : [];
      }),
    ),
  );

const wide = ({ units }: StepResult) => units >= 16;
const narrow = ({ units }: StepResult) => units === 8;
const STEP = 'npm run bench:step';
const COLD = 'npm run bench:cold';

/** A ratio that is to be small. */
const ratio = (
  key: string,
  label: string,
  [must, aim]: [number?, number?],
  measure: Target['measure'],
): Target => ({
  key,
  label,
  unit: '×',
  better: 'less',
  must,
  aim,
  command: STEP,
  measure,
});

const onnx = (units: number, must: number, aim: number): Target => ({
  key: `onnxruntime-${units}`,
  label: `onnxruntime-web / step, ${units} units`,
  unit: '×',
  better: 'more',
  must,
  aim,
  command: STEP,
  measure: worstStep(
    'more',
    (result) => result.units === units,
    ({ peersByMachine }) => peersByMachine?.['onnxruntime-web'],
  ),
});

const shipped = (key: 'raw' | 'gzip', must: number, aim: number): Target => ({
  key: `machine-${key}`,
  label: `SIMD interpreter, ${key}`,
  unit: 'B',
  better: 'less',
  must,
  aim,
  command: COLD,
  measure: on(20, ({ parts }) => {
    const machine = parts.cold?.shipped.find((one) => one.name === 'build/simd.wasm');
    return machine && { value: machine[key] };
  }),
});

/** In which an output may differ from that in f32 after 200 steps with integer weights. */
const INTEGER_ERROR = 5e-4;

export const targets: readonly Target[] = [
  ratio(
    'kernel',
    'step / own fused kernel, ≥ 16 units',
    [1.15, 1.05],
    worstStep('less', wide, (r) => r.machineByFused),
  ),
  ratio(
    'kernel-8',
    'step / own fused kernel, 8 units',
    [1.4, 1.2],
    worstStep('less', narrow, (r) => r.machineByFused),
  ),
  ratio(
    'c',
    'step / C with SSE4.2, ≥ 16 units, every cell',
    [1.35, 1.15],
    worstStep('less', wide, (r) => r.machineByC),
  ),
  ratio(
    'c-8',
    'step / C with SSE4.2, 8 units',
    [1.7, 1.35],
    worstStep('less', narrow, (r) => r.machineByC),
  ),
  ratio(
    'c-node24',
    'the same on Node 24, ≥ 16 units',
    [undefined, 1.1],
    worstStep('less', wide, (r) => r.machineByC, 24),
  ),
  ratio(
    'relaxed-node24',
    'relaxed / simd build on Node 24, ≥ 16 units',
    [undefined, 0.9],
    worstStep('less', wide, (r) => r.relaxedBySimd, 24),
  ),
  {
    ...ratio(
      'compensation',
      'compensated increments / plain sums, 32 units',
      [1.1, 1.03],
      on(20, ({ parts }) => {
        const found = parts.compensation?.results.find(({ units }) => units === 32);
        return found && { value: found.ratio };
      }),
    ),
    command: 'npm run bench:compensation',
  },
  onnx(8, 150, 300),
  onnx(32, 30, 50),
  onnx(64, 9, 12),
  onnx(128, 3.5, 5),
  {
    key: 'plain-js',
    label: 'plain JavaScript / step, every cell',
    unit: '×',
    better: 'more',
    must: 8,
    aim: 10,
    command: STEP,
    measure: worstStep(
      'more',
      () => true,
      (r) => r.plainJsByMachine,
    ),
  },
  {
    key: 'integer',
    label: `f32 / integer weights, ≥ 64 units, error ≤ 5e-4 after 200 steps`,
    unit: '×',
    better: 'more',
    must: 1.4,
    aim: 1.7,
    command: 'npm run bench:weights',
    measure: on(20, ({ parts }) => {
      const all = (parts.weights?.results ?? []).filter((r) => r.weights === 'integer' && r.units >= 64);
      const slowest = worst(
        'more',
        all.flatMap((r) => {
          const { byFast } = r;
          if (!byFast) return [];
          return [
            {
              value: { median: 1 / byFast.median, p10: 1 / byFast.p90, p90: 1 / byFast.p10 },
              where: name(r),
            },
          ];
        }),
      );
      const wrong = all.find(({ error200 }) => !(error200! <= INTEGER_ERROR));
      if (!slowest || !wrong) return slowest;
      return {
        ...slowest,
        violated: `${name(wrong)}: error ${wrong.error200?.toExponential(1) ?? 'unknown'}`,
      };
    }),
  },
  {
    key: 'synapses',
    label: 'a step of LTC of ncps with AutoNCP(19, 4), 5 inputs, 6 unfolds',
    unit: 'ns',
    better: 'less',
    must: 8000,
    command: 'npm run bench:synapses',
    measure: on(20, ({ parts }) => {
      const found = parts.synapses?.results.find(({ wiring }) => wiring === 'auto-ncp');
      return found && { value: found.nanoseconds.machine };
    }),
  },
  shipped('raw', 16_000, 12_000),
  shipped('gzip', 6_000, 4_000),
  {
    key: 'runtime-gzip',
    label: 'what a page fetches of `meniscus`, bundled, with the interpreter inside, gzip',
    unit: 'B',
    better: 'less',
    must: 12_288,
    command: COLD,
    measure: on(20, ({ parts }) => {
      // older results are of another bundle, by another name
      const found = parts.cold?.shipped.find((one) => one.name === bundleName('simd'));
      return found && { value: found.gzip };
    }),
  },
  {
    key: 'ready',
    label: 'ready to step: interpreter compiled and instantiated, HLLN-1,644 loaded',
    unit: 'ms',
    better: 'less',
    must: 3,
    aim: 1.5,
    command: COLD,
    measure: on(20, ({ parts }) => parts.cold && { value: parts.cold.inside.ready }),
  },
  {
    key: 'blob',
    label: 'HLLN-1,644 in q8: blob',
    unit: 'B',
    better: 'less',
    must: 3_500,
    aim: 2_600,
    command: COLD,
    measure: on(20, ({ parts }) => parts.cold && { value: parts.cold.model.blobBytes }),
  },
  {
    key: 'memory',
    label: 'HLLN-1,644 in q8: all linear memory',
    unit: 'B',
    better: 'less',
    must: 65_536,
    command: COLD,
    measure: on(20, ({ parts }) => parts.cold && { value: parts.cold.inside.wasmBytes.median }),
  },
  {
    key: 'loop',
    label: '10 kHz loop, LTC of 32 units: deadlines missed through our own work',
    unit: '',
    better: 'less',
    must: 0,
    command: 'npm run bench:loop',
    measure: on(20, ({ parts }) =>
      worst(
        'less',
        (parts.loop?.results ?? [])
          .filter(({ hertz, name: loop }) => hertz === 10_000 && loop.startsWith('LTC'))
          .map((result) => ({ value: result.missed.own, where: `of ${result.ticks.toLocaleString('en')}` })),
      ),
    ),
  },
  {
    key: 'train',
    label: 'one training step of the oscillator, 184 parameters',
    unit: 'ms',
    better: 'less',
    must: 1,
    aim: 0.5,
    command: 'npm run bench:train',
    measure: on(20, ({ parts }) => {
      const found = parts.train?.results.find(({ cell }) => cell === 'ltc-tau');
      return found && { value: found.milliseconds };
    }),
  },
  ...[
    { key: 'train-torch', peer: 'PyTorch', units: 16, must: 2, aim: 4 },
    { key: 'train-torch', peer: 'PyTorch', units: 64, must: 2, aim: 2.5 },
    { key: 'train-openblas', peer: 'PyTorch, OpenBLAS', units: 16 },
    { key: 'train-openblas', peer: 'PyTorch, OpenBLAS', units: 64 },
  ].map(
    ({ key, peer, units, must, aim }): Target => ({
      key: `${key}-${units}`,
      label: `training GRU and LSTM of ${units} units: ${peer} / ours, smallest`,
      unit: '×',
      better: 'more',
      must,
      aim,
      command: 'npm run bench:train',
      measure: on(20, ({ parts }) =>
        worst(
          'more',
          (parts.train?.comparisons ?? [])
            .filter((one) => one.units === units)
            .flatMap(({ cell, peers }) =>
              peers.filter(({ name }) => name === peer).map(({ ratio }) => ({ value: ratio, where: cell })),
            ),
        ),
      ),
    }),
  ),
];
