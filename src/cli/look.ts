import { DataError } from '../check/data-error.ts';
import { lookLines } from '../data/look/lines.ts';
import { look as lookAt } from '../data/look/look.ts';
import type { Table } from '../table/table.ts';
import { command } from './command.ts';
import { names, type Values } from './flags/flag.ts';
import { json } from './flags/output.ts';
import { recordingFlags, recordingsOptionsOf, tableFlags } from './flags/table.ts';
import { tablesOf } from './tables.ts';
import { Notes, type Terminal } from './terminal.ts';

const flags = {
  ...tableFlags,
  ...recordingFlags,
  target: names({ help: 'Columns to predict, separated by commas: looks for others that give them away' }),
  inputs: names({ help: 'Columns to read, separated by commas', otherwise: 'all others' }),
  json,
};

type LookArguments = Values<typeof flags> & { readonly files: readonly string[] };

export const look = command({
  name: 'look',
  description: 'Say what is understood of tables before anything is trained',
  examples: [
    'meniscus look data.csv',
    'meniscus look logs/ --target temp --json',
    'meniscus look export.csv --separator semicolon --decimal comma --missing -200',
  ],
  positionals: { files: { help: 'Tables, folders of tables, or patterns such as logs/*.csv', many: true } },
  flags,
  async run(args, terminal) {
    const { tables, problems } = await anyTables(args, terminal);
    const { resample: _, ...options } = recordingsOptionsOf(args);
    const { target, inputs } = args;
    const found = lookAt(tables, {
      ...options,
      ...(target && { target }),
      ...(inputs && { inputs }),
    });
    const whole = { ...found, problems: [...problems, ...found.problems] };
    if (args.json) terminal.console.log(JSON.stringify(whole, null, 2));
    else for (const line of lookLines(whole)) terminal.console.log(line);
  },
});

/** Flags that make a table of a text that is none without them, the mildest first. */
const remedies = [{}, { 'duplicate-names': 'number' }, { 'no-header': true }] as const;

/**
 * The tables as asked for, or with the first flags that make them readable: then what is wrong without is a problem.
 * @throws FileError; DataError if nothing helps
 */
async function anyTables(
  args: LookArguments,
  terminal: Terminal,
): Promise<{ readonly tables: readonly Table[]; readonly problems: readonly string[] }> {
  let first: DataError | null = null;
  for (const remedy of remedies) {
    // the notes of the tables are part of the answer
    const notes = new Notes(terminal.console);
    try {
      const tables = await tablesOf(notes, args.files, { ...args, ...remedy });
      return { tables, problems: first ? [first.message] : [] };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      first ??= error;
    }
  }
  throw first;
}
