import { cpus } from 'node:os';
import { latency } from '../audit/latency.ts';
import { table } from '../audit/report.ts';
import { loadSync } from '../runtime/index.ts';
import { command } from './command.ts';
import { readBytes } from './files.ts';
import { number } from './usage.ts';

export const bench = command({
  name: 'bench',
  description: 'Measure how fast a blob runs here, and in how much memory',
  examples: ['meniscus bench temp.mns', 'meniscus bench temp.mns --seconds 5 --json'],
  args: {
    file: { type: 'positional', required: true, description: 'Blob to measure' },
    seconds: { type: 'string', description: 'About how long to measure', default: '2' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ file, seconds, json }) {
    const duration = 1000 * number('seconds', seconds, { least: 0.1 });
    const blob = await readBytes(file);
    const model = loadSync(blob, { name: file });
    const { memory } = model;
    const times = latency(model, duration);
    model.dispose();
    if (json) {
      console.log(JSON.stringify({ file, blobBytes: blob.length, ...memory, ...times }, null, 2));
      return;
    }
    const ns = (x: number): string => `${Math.round(x).toLocaleString('en')} ns`;
    const bytes = (x: number): string => `${x.toLocaleString('en')} B`;
    console.log(
      `${file} on ${cpus()[0]?.model ?? 'this machine'}, Node ${process.versions.node}, one core\n`,
    );
    console.log(
      table([
        ['step, in bursts of 100', ns(times.burst)],
        ['step, p50', ns(times.p50)],
        ['step, p99', ns(times.p99)],
        ['step, p99.9', ns(times.p999)],
        ['steps per second', Math.round(times.stepsPerSecond).toLocaleString('en')],
        ['blob', bytes(blob.length)],
        ['model in memory', bytes(memory.residentBytes)],
        ['each session', bytes(memory.sessionBytes)],
        ['WebAssembly memory', bytes(memory.wasmBytes)],
      ]),
    );
  },
});
