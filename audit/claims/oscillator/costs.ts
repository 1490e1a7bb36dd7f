import { compile } from '../../../src/compile/compile.ts';
import { readBlob } from '../../../src/format/read.ts';
import { secondsPerStep } from '../../../src/jobs/work.ts';
import { untrained } from '../../../src/measure/untrained.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';
import { type Part, short } from './findings.ts';
import * as published from './published.ts';
import { cells, contenderOf } from './setup.ts';

/** Operations of a step and the time of a training step: 99 intervals forwards and backwards, clipping and Adam. */
export function costs(): Part {
  const rows = cells.map((cell) => {
    const { job, model: description } = contenderOf(cell, 0.3, [1]);
    const { values } = buildNetwork(resolve(description)).graph;
    const operations = values.filter(({ source }) => source.kind === 'op').length;
    const { network, parameters } = untrained(description);
    const { header } = readBlob(compile(network, parameters).blob);
    secondsPerStep(job); // warm
    return {
      name: cell.name,
      parameters: network.parameterCount,
      operations,
      instructions: header.instructionCount,
      work: header.multiplyAdds,
      transcendentals: header.transcendentals,
      milliseconds: 99e3 * secondsPerStep(job),
    };
  });
  const [ltc] = rows;
  return {
    tables: [
      {
        title: 'Operations of a step, and the time of a training step',
        note: 'Vector operations of the graph of one RK4 step forwards; reverse mode runs each once more backwards. Instructions, multiply-adds and transcendentals are those of the compiled blob. A training step is one trajectory of 99 intervals forwards and backwards with Adam, in float64',
        columns: [
          'model',
          'parameters',
          'operations forwards',
          'with gradients',
          'instructions of the blob',
          'multiply-adds',
          'transcendentals',
          'training step (ms)',
        ],
        rows: [
          ...rows.map((row) => [
            row.name,
            row.parameters,
            row.operations,
            2 * row.operations,
            row.instructions,
            row.work,
            row.transcendentals,
            short(row.milliseconds),
          ]),
          ...[...published.trainingSteps, published.juliaRollOut].map(({ name, milliseconds }) => [
            `LTC in ${name}, published`,
            184,
            ...new Array<null>(5).fill(null),
            milliseconds,
          ]),
        ],
      },
    ],
    numbers: { trainingStep: ltc.milliseconds },
  };
}
