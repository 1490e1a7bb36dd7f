/** `npm run playground [-- --port 4173]`: serves `dist/playground` on this machine until it is interrupted. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from './serve.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  throw new RangeError(`--port must be a whole number from 0 to 65535, got ${values.port}`);
const { address } = await serve(fileURLToPath(new URL('./playground', import.meta.url)), port, true);
console.log(`the playground is at ${address} until you press Ctrl+C`);
