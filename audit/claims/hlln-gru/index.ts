import type { PointChart } from '../../../src/charts/chart.ts';
import { searchOf } from '../../../src/jobs/tuning.ts';
import type { Claim, ClaimFile, Findings, Setting } from '../../claim.ts';
import type { PanelResult, Table, Verdict } from '../../result.ts';
import { rates, SHARE } from './contenders.ts';
import { MARGIN, type Pair, type Reach, reachOf } from './reach.ts';
import { DT, EPOCHS, lorenzPanels, PARTS, TURNS } from './systems.ts';
import { CLASSES, TEXT, textPanel } from './text.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
const digits = (x: number): string => x.toLocaleString('en', { maximumSignificantDigits: 3 });

function make({ effort, files }: Setting): Claim {
  const text = files.text ? [textPanel(files.text, effort)] : [];
  const comparable = [...lorenzPanels(effort), ...text];
  const pairs = new Map(comparable.map(({ panel, pairs }) => [panel.name, pairs]));
  const reaches = (panels: readonly PanelResult[]): Reach[] =>
    panels.flatMap((panel) => reachesOf(panel, pairs));
  return {
    title: 'HLLN does what a GRU does with 21 % of its parameters',
    source: 'the published prose of HLLN 2.1',
    claimed:
      'HLLN reaches a GRU’s error with 21 % of its parameters on Lorenz-63, Lorenz-96 and the characters of Shakespeare',
    headline: '21 % of the parameters',
    protocol: [
      `Lorenz-63 (σ 10, ρ 28, β 8/3) and Lorenz-96 (40 variables, forcing 8), dt ${DT}, ${PARTS.steps.toLocaleString('en')} steps a trajectory: ${PARTS.train} to train, ${PARTS.validation} to validate, ${PARTS.test} to test, z-scored by the training ones`,
      `HLLN with any number of units (hlln-wide, which has a read-out), and GRU, LSTM, CfC (cfc-slim) and LTC (semi-implicit, 6 unfolds) with a dense read-out, ${effort === 'full' ? 'at five sizes each from about 100 to about 10,000 parameters (fewer where the smallest model is larger), and for Lorenz-96, whose 40 variables a smaller GRU has too few units for, a GRU of about 16,000' : 'at one or two sizes each'}; HLLN at ${percent(SHARE)} of a GRU’s parameters wherever that is possible`,
      `Trained to predict the next state: windows of 25 steps, 4 a batch, Adam with cosine decay, ${EPOCHS[effort]} epochs, the same for all; ` +
        (effort === 'full'
          ? `${searchOf(rates)} for each model by validation on two seeds that are not scored; five seeds`
          : 'rate 0.01 for all; three seeds'),
      `Scored one step ahead, and in closed loops: ${TURNS.forced} steps with the true input and ${TURNS.free} with the model’s own outputs by turns, as the mean over the latter; a loop that leaves the finite numbers counts as infinite`,
      files.text
        ? `Text: ${TEXT.epochs[effort]} epochs of windows of 50; ${percent(TEXT.train)} to train, ${percent(TEXT.validation)} to validate, the rest to test, of at most ${TEXT.most[effort].toLocaleString('en')} characters in lower case, the ${CLASSES - 1} most frequent told apart; one-hot in, softmax out, cross-entropy`
        : 'Text: not tested, since no text was passed: pass one by --text FILE',
    ],
    departures: [
      'the cell is a reconstruction from prose, and where the number of units must be free it is our extension of it: verdicts are about these',
      'the source’s text does not ship with this project: characters are tested on a text that the user passes, with a smaller alphabet and a model of at most 10,000 parameters',
      'sizes, data, optimiser and epochs are ours: the source does not give them',
      'linear maps, persistence and, for text, counts of characters and of pairs of them stand beside the models',
    ],
    rule:
      `for each pair, the test errors in WASM f32 are paired by seed. HLLN reaches the GRU if the 95 % interval of the differences ends at or below ${percent(MARGIN)} ` +
      'of the GRU’s median error; it misses it if the interval begins above zero and ends above that; otherwise the pair is open. Where a baseline of no more parameters does as well as the GRU there is nothing to reach. Holds if all pairs are reached; does not hold if none is ' +
      'reached and one is missed; holds only for the pairs that are reached if some are; cannot be decided otherwise',
    panels: comparable.map(({ panel }) => panel),
    findings: (_, panels) => findingsOf(reaches(panels)),
    verdict: (panels) => verdictOf(reaches(panels), bestOf(panels), files.text !== undefined),
  };
}

const reachesOf = (panel: PanelResult, pairs: ReadonlyMap<string, readonly Pair[]>): Reach[] =>
  (pairs.get(panel.name) ?? []).map((pair) => reachOf(panel, pair));

const shareOf = ({ hlln, gru }: Reach): number => hlln.parameters / gru.parameters;

const counted = (n: number): string => n.toLocaleString('en');
const systemOf = ({ panel }: Reach): string => panel.split(',')[0];

/** HLLN's best error of all sizes beside that of a linear map of the last input, in words, where there is one. */
export function bestOf(panels: readonly PanelResult[]): string {
  const words = panels.flatMap(({ label, metrics: [{ key }], contenders, baselines }) => {
    const linear = baselines.find(({ name }) => name === 'linear, 1 lag');
    const errors = contenders
      .filter(({ family }) => family === 'HLLN')
      .map((one) => one.errors.wasmF32[key].median);
    return linear
      ? `${digits(Math.min(...errors))} on ${label.split(',')[0]} (linear ${digits(linear.errors[key])})`
      : [];
  });
  return `HLLN’s best error of all sizes, beside that of a linear map of the last input: ${words.join(', ')}.`;
}

/**
 * @param best a sentence on HLLN's best errors
 * @param text whether one was passed
 */
export function verdictOf(reaches: readonly Reach[], best: string, text: boolean): Verdict {
  const ratios = reaches.map(({ ratio }) => ratio);
  const headline = `${digits(Math.min(...ratios))} to ${digits(Math.max(...ratios))} × the GRU’s error at ${percent(SHARE)} of its parameters`;
  const systems = [...new Set(reaches.map(systemOf))].map((system) => {
    const pairs = reaches.filter((reach) => systemOf(reach) === system);
    return `${system}: ${pairs.map(({ gru, ratio, outcome }) => `${digits(ratio)} × (GRU of ${counted(gru.parameters)}, ${outcome})`).join(', ')}`;
  });
  const because =
    `with ${percent(SHARE)} of a GRU’s parameters HLLN has these multiples of its error. ${systems.join('; ')}. ${best}` +
    (text ? '' : ' Characters are not tested: no text was passed.');
  const having = (outcome: Reach['outcome']): Reach[] => reaches.filter((r) => r.outcome === outcome);
  const reached = having('reached');
  if (reached.length === reaches.length) return { verdict: 'holds', headline, because };
  if (reached.length > 0) {
    const where = reached.map(
      (reach) => `${systemOf(reach)} beside a GRU of ${counted(reach.gru.parameters)}`,
    );
    return { verdict: 'holds only if …', condition: `on ${where.join(' and ')}`, headline, because };
  }
  const isMissed = having('missed').length > 0;
  return { verdict: isMissed ? 'does not hold' : 'cannot be decided', headline, because };
}

function findingsOf(reaches: readonly Reach[]): Findings {
  const table: Table = {
    title: `HLLN at ${percent(SHARE)} of a GRU’s parameters`,
    note: `Ratios of median errors, with the 95 % interval of the differences paired by seed. Reached: it ends at or below ${1 + MARGIN}.`,
    columns: ['', 'HLLN', 'GRU', '% of its parameters', 'error, HLLN / GRU', '95 % interval', 'outcome'],
    rows: reaches.map((reach) => [
      reach.panel,
      reach.hlln.parameters,
      reach.gru.parameters,
      Number((100 * shareOf(reach)).toFixed(1)),
      Number(reach.ratio.toPrecision(3)),
      `[${reach.interval.map((x) => digits(1 + x)).join(', ')}]`,
      reach.outcome,
    ]),
  };
  const chart: PointChart = {
    kind: 'points',
    title: `HLLN’s error over the GRU’s at ${percent(SHARE)} of its parameters`,
    note: 'Ratios of the errors one step ahead; bars are 95 % intervals of the paired differences. Below 1 HLLN is better with a fifth of the parameters.',
    x: { label: 'parameters of the GRU', unit: '', scale: 'log' },
    y: { label: 'error, HLLN / GRU', unit: '', scale: 'log' },
    series: [...new Set(reaches.map(({ panel }) => panel))].map((name) => ({
      name,
      line: true,
      points: reaches
        .filter(({ panel }) => panel === name)
        .map(({ gru, ratio, interval: [low, high] }) => ({
          x: gru.parameters,
          y: ratio,
          ...(low > -1 && { interval: [1 + low, 1 + high] as const }),
        })),
    })),
    references: [{ name: 'equal errors', y: 1 }],
  };
  return { tables: [table], charts: [chart] };
}

export const hllnGru: ClaimFile = { name: 'hlln-gru', reads: ['text'], make };
