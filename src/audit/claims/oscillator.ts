import { dampedOscillator, evenOddSplit, switchedOscillator } from '../../data/damped-oscillator.ts';
import type { Recording } from '../../data/sequence.ts';
import type { Sequence } from '../../train/sequence.ts';
import type { Claim, ClaimFile, Contender, Panel, PanelResult, Trained, Verdict } from '../claim.ts';
import { type Setting, seedsOf } from '../effort.ts';
import { closedLoop, type Evaluation, rowError, teacherForced, twoPass } from '../oscillator.ts';
import { byElement, probeAlong } from '../predictor.ts';
import type { Chart, Errors, LineChart } from '../result.ts';

const ZETAS = [0.1, 0.3] as const;
/** The damping ratio after t = 10 in the switch set of the models trained at ZETAS[0]. */
const SWITCHED = 1.2;

const cells = [
  { name: 'LTC', cell: 'ltc-tau', options: { freeTau: true }, probes: ['tau'] },
  { name: 'CTRNN', cell: 'ctrnn' },
  { name: 'neural ODE', cell: 'node' },
];

/** The post's two-pass MSEs, by damping ratio, and after the switch 0.1 → 1.2. */
const published = {
  0.1: [0.197, 0.179, 1.479],
  0.3: [0.0569, 0.0332, 0.0968],
  switched: [0.0928, 0.0639, 2.25],
};

const evaluations = { twoPass, closedLoop, teacherForced };

interface Truth {
  readonly values: Float64Array;
  readonly dt: Float64Array;
  /** First sample after the switch, if there is one. */
  readonly switchedAt: number;
}

const truthOf = ({ values, dt }: Recording): Truth => {
  const intervals = dt as Float64Array;
  let time = intervals[0] / 2; // odd samples: the first is half an interval after 0
  let switchedAt = intervals.length;
  for (let k = 1; k < intervals.length; k++) {
    time += intervals[k];
    if (time > 10 && switchedAt === intervals.length) switchedAt = k;
  }
  return { values, dt: intervals, switchedAt };
};

/** The 99 intervals between 100 samples: the input of an interval is the sample at its end. */
const sequenceOf = ({ values, dt }: Recording): Sequence => ({
  length: values.length / 2 - 1,
  inputs: values.slice(2),
  targets: values.slice(2),
  dt: (dt as Float64Array).slice(1),
});

function make({ effort }: Setting): Claim {
  const switched = truthOf(evenOddSplit(switchedOscillator(ZETAS[0], SWITCHED)).test);
  const tests = ZETAS.map((zeta) => truthOf(evenOddSplit(dampedOscillator({ zeta })).test));

  const panel = (zeta: number, index: number): Panel => {
    const { train, test } = evenOddSplit(dampedOscillator({ zeta }));
    const truth = tests[index];
    const withSwitch = index === 0;
    const errorsOf = (predict: (evaluation: Evaluation, truth: Truth) => Float64Array): Errors => {
      const plain = Object.entries(evaluations).map(([key, evaluation]) => [
        key,
        rowError(predict(evaluation, truth), truth.values),
      ]);
      const after = Object.entries({ twoPass, closedLoop }).map(([key, evaluation]) => [
        `${key}After`,
        rowError(predict(evaluation, switched), switched.values, switched.switchedAt),
      ]);
      return Object.fromEntries(withSwitch ? [...plain, ...after] : plain);
    };
    return {
      name: `zeta-${zeta}`,
      label: `damped oscillator, ζ = ${zeta}`,
      metrics: [
        { key: 'twoPass', label: 'two-pass MSE', unit: '' },
        { key: 'closedLoop', label: 'closed-loop MSE', unit: '' },
        { key: 'teacherForced', label: 'teacher-forced MSE', unit: '' },
        ...(withSwitch
          ? [
              { key: 'twoPassAfter', label: `two-pass after the switch to ζ = ${SWITCHED}`, unit: '' },
              { key: 'closedLoopAfter', label: `closed loop after the switch`, unit: '' },
            ]
          : []),
      ],
      contenders: cells.map(({ name, cell, options, probes }): Contender => {
        const layer = { cell, ...(options && { options }), units: 8, integrator: 'rk4', unfolds: 1 };
        const model: Contender['model'] = { inputs: 2, outputs: 2, layers: [layer], readout: 'none' };
        return {
          name,
          model,
          probes,
          seeds: seedsOf(effort, 15),
          job: {
            model,
            train: [sequenceOf(train)],
            validation: [sequenceOf(test)],
            options: { rate: 1e-3, schedule: 'constant' as const, epochs: 300, window: 99, batch: 1 },
          },
        };
      }),
      baselines: () => [
        { name: 'zero', parameters: 0, errors: errorsOf((_, { values }) => new Float64Array(values.length)) },
        {
          name: 'first sample held',
          parameters: 0,
          errors: errorsOf((_, { values }) => values.map((_x, i) => values[i % 2])),
        },
      ],
      evaluate: (predictor) => errorsOf((evaluation, { values, dt }) => evaluation(predictor, values, dt)),
    };
  };

  return {
    title: 'LTC, CTRNN and neural ODE on a damped oscillator',
    source: '“From Physics to Silicon”, 2026',
    claimed:
      `two-pass MSE at ζ = 0.1: LTC ${published[0.1][0]}, CTRNN ${published[0.1][1]}, neural ODE ${published[0.1][2]}; ` +
      `at ζ = 0.3: ${published[0.3].join(', ')}; after a switch 0.1 → 1.2: ${published.switched.join(', ')}: ` +
      'the LTC, unlike the neural ODE, stays useful without inputs and through the switch',
    headline: `two-pass MSE ${published[0.1][0]} at ζ 0.1`,
    protocol: [
      'x″ + 2ζx′ + x = 0 from (1, 0), 200 samples on [0, 20]; even samples train, odd samples test; the switch set changes ζ at t = 10',
      '8 units, no read-out (the first two states are the prediction), RK4, one step an interval; 300 full-batch Adam steps at 1e-3',
      `Scored on all 100 test samples, the first of which the zero state must miss`,
    ],
    departures: [
      'the integrator is the classical RK4 rather than Tsit5 with step control',
      'as in the source, the weights are chosen by the test set, which flatters every model alike',
      'the source has one seed',
      'a true closed loop, in which each output is the next input, stands beside the source’s two-pass evaluation',
    ],
    rule:
      'by medians over seeds in WASM f32, the LTC against the neural ODE and against predicting zero; holds if it is better ' +
      'than both at both damping ratios, in the two-pass evaluation and in the closed loop, and in the closed loop after ' +
      'the switch; holds only if the loop is closed step by step, or only if the damping does not change, where that is what it ' +
      'takes; does not hold if the closed loop is lost at a damping ratio; cannot be decided if in a closed loop each ' +
      'of the two medians lies inside the other’s range',
    models: [{ panel: `zeta-${ZETAS[1]}`, contender: 'LTC', file: 'ltc-oscillator', weights: 'f32' }],
    panels: ZETAS.map(panel),
    verdict: (panels) => verdict(panels),
    findings: (trained) => ({ charts: charts(trained, tests[0], switched) }),
  };
}

function verdict(panels: readonly PanelResult[]): Verdict {
  const wins = (metric: 'twoPass' | 'closedLoop' | 'closedLoopAfter') =>
    panels
      .filter(({ metrics }) => metrics.some(({ key }) => key === metric))
      .map(({ contenders, baselines }) => {
        const of = (name: string) => contenders.find((c) => c.name === name)?.errors.wasmF32[metric];
        const [ltc, node] = [of('LTC'), of('neural ODE')];
        const zero = baselines.find((b) => b.name === 'zero')?.errors[metric] as number;
        if (!ltc || !node) throw new Error('the claim’s models are missing');
        return {
          text: `LTC ${ltc.median.toPrecision(3)}, neural ODE ${node.median.toPrecision(3)}, zero ${zero.toPrecision(3)}`,
          wins: ltc.median < node.median && ltc.median < zero,
          close: ltc.median < zero && ltc.median >= node.low && node.median <= ltc.high,
        };
      });
  const [passes, loops] = [wins('twoPass'), wins('closedLoop')];
  const [after] = wins('closedLoopAfter');
  const say = (results: typeof passes): string =>
    results.map(({ text }, i) => `at ζ = ${ZETAS[i]} ${text}`).join('; ');
  const because =
    `two-pass MSE: ${say(passes)}. Closed loop: ${say(loops)}. ` +
    `Closed loop after the switch to ζ = ${SWITCHED}: ${after.text}`;
  const headline = passes[0].text;
  if (!loops.every((p) => p.wins)) return { verdict: 'does not hold', headline, because };
  if (loops.some((p) => p.close)) return { verdict: 'cannot be decided', headline, because };
  const conditions = [
    ...(passes.every((p) => p.wins) ? [] : ['the loop is closed step by step']),
    ...(after.wins ? [] : ['the damping does not change']),
  ];
  if (conditions.length === 0) return { verdict: 'holds', headline, because };
  return { verdict: 'holds only if …', headline, because: `only if ${conditions.join(' and ')}. ${because}` };
}

function charts(trained: Trained, plain: Truth, switched: Truth): Chart[] {
  const times = ({ dt }: Truth): number[] => {
    let time = dt[0] / 2;
    return Array.from(dt, (d, k) => (time += k === 0 ? 0 : d));
  };
  const column = (values: Float64Array): number[] =>
    Array.from({ length: values.length / 2 }, (_, k) => values[2 * k]);
  const panel = `zeta-${ZETAS[0]}`;
  const loop = (title: string, note: string, truth: Truth, marks?: LineChart['marks']): Chart => ({
    kind: 'lines',
    title,
    note,
    x: { label: 't', unit: '', values: times(truth) },
    y: { label: 'x', unit: '' },
    series: [
      { name: 'truth', values: column(truth.values) },
      ...cells.map(({ name }) => ({
        name,
        values: column(closedLoop(trained.predictor(panel, name), truth.values, truth.dt)),
      })),
    ],
    marks,
  });
  const marks = [{ at: 10, label: `ζ = ${SWITCHED}` }];
  const tau = probeAlong(trained.predictor(panel, 'LTC'), 'tau', {
    length: switched.dt.length - 1,
    inputs: switched.values.subarray(2),
    dt: switched.dt.subarray(1),
  });
  const x = { label: 't', unit: '', values: times(switched).slice(1) };
  const mean = (row: readonly number[]): number => row.reduce((a, b) => a + b) / row.length;
  const average = (rows: readonly (readonly number[])[]): string => mean(rows.map(mean)).toPrecision(4);
  const before = average(tau.slice(0, switched.switchedAt - 1));
  const after = average(tau.slice(switched.switchedAt - 1));
  return [
    loop('Closed loop against truth, ζ = 0.1', 'Each output is the next input; first seed, WASM f32.', plain),
    loop(
      'Closed loop through the switch',
      'Nothing tells the models that the damping has changed.',
      switched,
      marks,
    ),
    {
      kind: 'lines',
      title: 'Mean τ through the switch, teacher-forced',
      note: `Mean over the units: ${before} before, ${after} after the switch.`,
      x,
      y: { label: 'mean τ', unit: '' },
      series: [{ name: 'mean τ', values: tau.map(mean) }],
      marks,
    },
    {
      kind: 'heat',
      title: 'τ of each unit through the switch, teacher-forced',
      note: 'The time constants follow the input; after the switch the input dies out and they settle.',
      x,
      y: { label: 'unit', unit: '' },
      rows: byElement(tau),
      colour: { label: 'τ', unit: '' },
      marks,
    },
  ];
}

export const oscillator: ClaimFile = { name: 'oscillator', make };
