import type { Contender } from '../../../src/jobs/contender.ts';
import { seedsOf } from '../../../src/jobs/contender.ts';
import { rateAndDecay, searchOf } from '../../../src/jobs/tuning.ts';
import { scored, trivialPredictors } from '../../../src/measure/next-state.ts';
import { parametersOf } from '../../../src/measure/untrained.ts';
import type { Claim, ClaimFile, Setting } from '../../claim.ts';
import {
  AT_SHIFT,
  DT,
  evaluate,
  metrics,
  N,
  SHIFTS,
  STEPS,
  TEST,
  TRAIN,
  TURNS,
  trajectories,
} from './data.ts';
import { geometryFindings, loopChart, PANEL, shiftChart } from './findings.ts';
import { gateFindings } from './gate.ts';
import { verdict } from './verdict.ts';

/** Unseen trajectories besides the panel's, to watch the gate on. */
const MORE = { quick: 4, full: 12 } as const;
const rates = [0.005, 0.015, 0.04] as const;

type Readout = 'none' | 'dense';

function make({ effort }: Setting): Claim {
  const { train, validation, test: unseen } = trajectories(MORE[effort]);
  const test = unseen.slice(0, TEST);
  const epochs = effort === 'full' ? 48 : 24;
  const contender = (
    name: string,
    cell: string,
    units: number,
    readout: Readout,
    more: Pick<Contender, 'family' | 'probes'> = {},
  ): Contender => {
    const model = { inputs: N, outputs: N, layers: [{ cell, units }], readout };
    return {
      name,
      ...more,
      model,
      seeds: seedsOf(effort),
      job: {
        model,
        train,
        validation,
        options: { rate: 0.02, epochs, window: 25, stride: 25, batch: 4, warmup: 3 },
      },
      search: rateAndDecay(rates),
    };
  };
  /** A contender of a family, named by its number of parameters. */
  const member = (family: string, cell: string, units: number, readout: Readout): Contender => {
    const { model } = contender('', cell, units, readout);
    const name = `${family}, ${parametersOf(model).toLocaleString('en')}`;
    return contender(name, cell, units, readout, { family });
  };
  const [hlln, state, readout] = [
    contender('HLLN (reconstruction)', 'hlln', N, 'none', { probes: ['omega', 'gamma'] }),
    contender('CfC, state read', 'cfc-slim', N, 'none'),
    contender('CfC, read-out', 'cfc-slim', N, 'dense', { family: 'CfC, read-out' }),
  ];
  const small = [
    member('HLLN wide', 'hlln-wide', 20, 'none'),
    member('CfC, read-out', 'cfc-slim', 8, 'dense'),
    member('GRU', 'gru', 8, 'dense'),
  ];
  const large = [
    member('CfC, read-out', 'cfc-slim', 36, 'dense'),
    ...(effort === 'full'
      ? [member('HLLN wide', 'hlln-wide', 119, 'none'), member('GRU', 'gru', 35, 'dense')]
      : []),
  ];
  const trivial = () => trivialPredictors(train, 3);
  const names = { small: small[1].name, large: large[0].name };

  return {
    title: 'HLLN with 1,644 parameters against CfC with 9,720 on Lorenz-96 with regime shifts',
    source: 'the published prose of HLLN 2.1',
    claimed:
      'HLLN (1,644 parameters) predicts Lorenz-96 through regime shifts better than CfC (9,720): MSE 0.1207 against 0.1626. ' +
      'At a shift Ω rises and Γ falls, which flushes the memory; its states lie orderly in three principal components',
    headline: '26 % lower',
    protocol: [
      `Lorenz-96, ${N} variables, dt ${DT}, forcing 8 → 12 → 8 at steps ${SHIFTS[0]} and ${SHIFTS[1]} of ${STEPS.toLocaleString('en')}, z-scored by the training trajectories`,
      `Trained to predict the next state on ${TRAIN} trajectories: windows of 25 steps, 4 a batch, Adam with cosine decay, ${epochs} epochs, the same for all`,
      effort === 'full'
        ? `The ${searchOf(rates)} for each model by the validation trajectory on two seeds that are not scored`
        : 'Rate 0.02 for all, without tuning',
      `Scored one step ahead from the third step on of ${TEST} unseen trajectories, from the zero state; and in closed loops, ${TURNS.forced} steps with the true input and ${TURNS.free} with the model’s own outputs by turns, as the mean over the latter; a loop that leaves the finite numbers counts as infinite`,
      `Equal parameters: three models of about 1,650 (HLLN with any number of units, CfC and GRU with a read-out) and three of about 9,700; a quick run leaves HLLN and GRU of 9,700 out`,
      `Ω and Γ at the shifts: the ${AT_SHIFT} steps after a shift against the 100 before it and against 200 to 300 steps after it, on ${TEST + MORE[effort]} unseen trajectories; the flush: the same weights with Γ held at its mean over the training trajectories`,
      'Geometry: the principal components of the states along an unseen trajectory',
    ],
    departures: [
      'the cell is a reconstruction from prose: the source’s formulas and code are not to be had, and verdicts are about the reconstruction',
      'initial states, number of trajectories, optimiser and epochs are ours: the source does not give them',
      'CfC is judged with its state read as the prediction, as published, and with a dense read-out, since tanh confines its state to (−1, 1) and the data are not confined',
      'persistence and linear maps of the last one to three inputs stand beside the models: the source compares with CfC only',
    ],
    rule:
      'compared is the test MSE in WASM f32, paired by seed; a difference is called where its 95 % interval excludes zero. Does not hold if HLLN is worse than CfC ' +
      'as published, with its state read; cannot be decided if the two are not told apart. If HLLN is better: holds if it is also better than CfC with a ' +
      'read-out, at 9,796 and 11,360 parameters, and than persistence and every linear map of at most as many parameters as CfC; otherwise holds only if those are left out',
    panels: [
      {
        name: PANEL,
        label: 'Lorenz-96, next state (z-scored)',
        metrics,
        subject: hlln.name,
        contenders: [
          hlln,
          state,
          readout,
          contender('HLLN, read-out', 'hlln', N, 'dense'),
          ...small,
          ...large,
        ],
        baselines: () => scored(trivial(), (predictor) => evaluate(predictor, test)),
        evaluate: (predictor) => evaluate(predictor, test),
      },
    ],
    verdict: ([panel], numbers = {}) => verdict(panel, numbers, names),
    models: [
      { panel: PANEL, contender: hlln.name, file: 'hlln-lorenz96', weights: 'q8' },
      { panel: PANEL, contender: readout.name, file: 'cfc-lorenz96', weights: 'q8' },
    ],
    findings(trained) {
      const shown = [hlln.name, state.name, readout.name];
      const gate = gateFindings(trained.of(PANEL, hlln.name), { train, test, unseen });
      const geometry = geometryFindings(trained, [...shown, ...large.map(({ name }) => name)], test[0]);
      return {
        tables: [...gate.tables, ...geometry.tables],
        charts: [
          shiftChart(trained, [hlln.name, readout.name], test[0]),
          ...gate.charts,
          loopChart(
            trained,
            shown,
            trivial().filter(({ name }) => name !== 'zero'),
            test,
          ),
          ...geometry.charts,
        ],
        numbers: gate.numbers,
      };
    },
  };
}

export const hlln1644: ClaimFile = { name: 'hlln-1644', make };
