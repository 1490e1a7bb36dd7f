/** ONNX files of others, with reference outputs. */
import { casesOfOthers } from '../models/case.ts';

/** What is fed once, where a case says so. */
const fed = ({ facts }: Parameters<NonNullable<Parameters<typeof casesOfOthers>[2]>>[0]) => ({
  start: Object.fromEntries((facts.state ?? []).map(([input, , , start]) => [input, start])),
});

casesOfOthers('onnx', undefined, fed);
for (const name of [
  'test_gru_defaults',
  'test_gru_seq_length',
  'test_lstm_batchwise',
  'test_lstm_defaults',
  'test_lstm_with_peepholes',
  'test_rnn_seq_length',
  'test_simple_rnn_defaults',
  'test_simple_rnn_with_initial_bias',
])
  casesOfOthers(`public/onnx-node/${name}`);
casesOfOthers('broken', ({ name }) => name.includes('onnx'));
