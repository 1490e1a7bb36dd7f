import { readFileSync } from 'node:fs';
import { recordings } from '../../src/data/recordings.ts';
import { parseTable } from '../../src/table/parse.ts';
import type { BenchTask } from './task.ts';

const FILE = 'examples/greenhouse.csv';

export const greenhouseTask: BenchTask = {
  name: 'greenhouse',
  about: "the README's first model: the temperature of a greenhouse, of its weather, heater and vent",
  dataset: () => recordings(parseTable(readFileSync(FILE), { file: FILE })),
  asks: { targets: ['temp'] },
  mark: { pass: 0.5, because: "under a third of the best linear map's 1.72" },
};
