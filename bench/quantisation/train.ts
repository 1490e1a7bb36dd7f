/** Trains the models in f32, and with the weights as a blob of fewer bits stores them. */
import { mkdirSync } from 'node:fs';
import { Progress, Screen } from '../../src/cli/terminal.ts';
import { compile, type Recorded } from '../../src/compile/compile.ts';
import type { ParameterValues } from '../../src/compile/fold.ts';
import type { Job, JobResult } from '../../src/jobs/job.ts';
import { trainAll } from '../../src/jobs/trainings.ts';
import { spread } from '../../src/measure/statistics.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import type { WeightType } from '../../src/quantise/types.ts';
import { record } from '../../src/train/record.ts';
import type { Case, Further } from './cases.ts';

export const SEEDS = [1, 2, 3, 4, 5];
const CACHE = '.cache/trainings';

/** A model trained in f32, and what it saw while it did. */
export interface First {
  readonly parameters: ParameterValues;
  readonly recorded: Recorded;
}

/** A model trained further, by seed. */
interface Learnt {
  readonly way: Further;
  readonly parameters: readonly ParameterValues[];
}

export interface Trained {
  readonly of: Case;
  readonly network: Network;
  /** By seed. */
  readonly first: readonly First[];
  readonly further: ReadonlyMap<WeightType, Learnt>;
}

const perSeed = ({ options, ...job }: Job): Job[] =>
  SEEDS.map((seed) => ({ ...job, options: { ...options, seed } }));

const valuesOf = ({ parameters }: JobResult): ParameterValues => new Map(parameters);

/** Trains every model of every case on all cores. Further trainings start when all first trainings have ended. */
export async function trainCases(cases: readonly Case[]): Promise<Trained[]> {
  const models = cases.map(({ job }) => buildNetwork(resolve(job.model)));
  const inF32 = await trainGroups(cases.map(({ job }) => perSeed(job)));
  const first = inF32.map((results, i) =>
    results.map((result): First => {
      const parameters = valuesOf(result);
      const recorded = record(models[i], parameters, cases[i].job.train, { constantInputs: 'accept' });
      return { parameters, recorded };
    }),
  );
  const asked = cases.flatMap((one, index) => one.further.map((way) => ({ index, way })));
  const found = await trainGroups(
    asked.map(({ index, way }) => jobsOf(cases[index], models[index], first[index], way)),
  );
  return cases.map((of, index): Trained => {
    const ways = asked.flatMap(({ index: i, way }, k) => (i === index ? [{ way, results: found[k] }] : []));
    const further = new Map<WeightType, Learnt>();
    for (const { type } of of.further) {
      const { way, results } = ways
        .filter((one) => one.way.type === type)
        .reduce((a, b) => (lossOf(b.results) < lossOf(a.results) ? b : a));
      further.set(type, { way, parameters: results.map(valuesOf) });
    }
    return { of, network: models[index], first: first[index], further };
  });
}

const lossOf = (results: readonly JobResult[]): number => spread(results.map(({ loss }) => loss)).median;

function jobsOf({ job }: Case, network: Network, first: readonly First[], way: Further): Job[] {
  const { type, begun, dividing } = way;
  const { epochs = 100, rate = 0.01 } = job.options;
  const further = { epochs: Math.ceil(epochs / dividing.epochs), rate: rate / dividing.rate };
  return perSeed(job).map((each, i) => {
    const qat = type === 'f32' ? null : type;
    const from = begun === 'rounded' ? rounded(network, first[i], type) : first[i].parameters;
    return { ...each, options: { ...each.options, qat, ...(begun !== 'scratch' && { from }), ...further } };
  });
}

/** The weights that a blob rounded by `compensated` stands for, each of them near one that `nearest` stores. */
function rounded(network: Network, { parameters, recorded }: First, weights: WeightType): ParameterValues {
  const { constants } = compile(network, parameters, { weights, rounding: 'compensated', recorded });
  const stored = [...constants].flatMap(([{ source }, values]) =>
    source.kind === 'parameter' ? [[source.parameter.name, values] as const] : [],
  );
  return new Map([...parameters, ...stored]);
}

/** @returns the results of each group, in their order */
async function trainGroups(groups: readonly (readonly Job[])[]): Promise<JobResult[][]> {
  mkdirSync(CACHE, { recursive: true });
  const jobs = groups.flat();
  const progress = new Progress(new Screen(process.stderr), 'training', jobs.length);
  const results = await trainAll(jobs, {
    cache: CACHE,
    fresh: false,
    onDone: (done, cached) => progress.update(done, `${cached} from the cache`),
    onCorrupt: (path) => console.error(`${path}: cannot be read, trained again`),
  });
  progress.stop();
  return groups.map(({ length }) => results.splice(0, length));
}
