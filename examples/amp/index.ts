/**
 * `npm run amp [-- --port 4174]` serves the page on this machine until it is interrupted; `npm run amp -- train [NAME…]` trains
 * its models again; `npm run amp -- measure` prints the tables of README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from '../playground/serve.ts';
import { record } from './teacher/recordings.ts';
import { measured } from './training/measure.ts';
import { learn, nameOf, schedule, sizes } from './training/train.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '4174' },
    milliseconds: { type: 'string', default: '1000' },
    models: { type: 'string', default: 'examples/amp/models' },
  },
});
const [command = 'serve', ...names] = positionals;

async function trainAll(): Promise<void> {
  const known = sizes.map(nameOf);
  for (const name of names)
    if (!known.includes(name)) throw new RangeError(`no model ${name}: there are ${known.join(', ')}`);
  mkdirSync(values.models, { recursive: true });
  const recordings = record();
  for (const size of sizes.filter((one) => names.length === 0 || names.includes(nameOf(one)))) {
    const began = performance.now();
    const { blob, parameters } = await learn(size, recordings, schedule, console.error);
    writeFileSync(join(values.models, `${nameOf(size)}.mns`), blob);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${nameOf(size)}: ${parameters} parameters, ${blob.length} B, ${seconds} s`);
  }
}

async function serveAll(): Promise<void> {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RangeError(`--port must be a whole number from 0 to 65535, got ${values.port}`);
  const { address } = await serve(fileURLToPath(new URL('./amp', import.meta.url)), port, true);
  console.log(`the amplifier is at ${address} until you press Ctrl+C`);
}

const commands: Readonly<Record<string, () => unknown>> = {
  serve: serveAll,
  train: trainAll,
  measure: () => console.log(measured(values.models, Number(values.milliseconds))),
};
if (!Object.hasOwn(commands, command))
  throw new RangeError(`no command ${command}: there are ${Object.keys(commands).join(', ')}`);
await commands[command]();
