import { missingPolicies } from '../../check/missing.ts';
import { whole } from '../../check/rules.ts';
import { stepWork } from '../blob.ts';
import { choice, names, number, on, text, type Values } from '../flags/flag.ts';
import { recordingFlags, tableFlags } from '../flags/table.ts';

/** Flags of `run`. */
export const runFlags = {
  inputs: names({
    help: 'Columns to read, in the order of the inputs',
    otherwise: 'those that the model names',
  }),
  keep: names({
    help: 'Columns to print beside the prediction; time is the time, truth what is predicted',
  }),
  score: on({ help: 'Compare with the truth in the data, and print the errors on standard error' }),
  labels: text({
    help: 'File with a row for each recording: its name and its label, for --score and --keep truth',
    hint: 'FILE',
  }),
  probabilities: on({ help: 'Print the probability of every class, not the name of the likeliest' }),
  forecast: number(whole(1), {
    help: 'Print only a forecast: let the model go on by itself for N steps after the data',
  }),
  follow: on({ help: 'Wait for more rows at the end of the file, until stopped' }),
  'missing-policy': choice(missingPolicies, {
    help: 'What stands in for missing inputs',
    otherwise: 'as in training; hold if the model does not say',
  }),
  stale: number(whole(1), { help: 'Say when an input has been missing for N rows' }),
  probe: names({ help: 'Probes to print beside the outputs, separated by commas' }),
  unfolds: number(whole(1), {
    help: 'Fewer substeps than the blob has: less work, different accuracy',
  }),
  work: stepWork,
  ...recordingFlags,
  ...tableFlags,
};

export type RunArguments = Values<typeof runFlags> & {
  readonly model: string;
  readonly data: readonly string[];
};
