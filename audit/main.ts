import { callCommand } from '../src/cli/call.ts';
import type { Command } from '../src/cli/command.ts';
import { start } from '../src/cli/start.ts';
import { audit } from './command.ts';

await start((words, terminal) => callCommand(audit as unknown as Command, words, terminal));
