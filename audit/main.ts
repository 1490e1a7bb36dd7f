import { callCommand } from '../src/cli/call.ts';
import { start } from '../src/cli/start.ts';
import { audit } from './command.ts';

await start((words, terminal) => callCommand(audit, words, terminal));
