import { type Certificate, certify as certifyBlob, type Refusal } from '../certify/certify.ts';
import { withCertificate } from '../certify/stored.ts';
import { theoremOf } from '../certify/theorem.ts';
import { table } from '../charts/table.ts';
import { oneLine, shownName } from '../check/visible.ts';
import { writeWhole } from '../files/write.ts';
import { readingOf } from '../format/reading.ts';
import type { Interval } from '../intervals/interval.ts';
import { openBlob, work } from './blob.ts';
import { command } from './command.ts';
import { on } from './flags/flag.ts';
import { output } from './flags/output.ts';
import { strange } from './interval.ts';
import { eachInput, range, ranges, shownRange } from './ranges.ts';

export const certify = command({
  name: 'certify',
  description: 'Find a box that states and outputs never leave, and store it in the blob',
  examples: [
    'meniscus certify temp.mns --inputs 0..1',
    'meniscus certify temp.mns --inputs "0..1,-5..5" --dt 0.001..0.1 -o certified.mns',
  ],
  positionals: { file: { help: 'Blob to certify' } },
  flags: {
    inputs: ranges({ help: 'The range of each input, or one for all', required: true }),
    dt: range({
      help: 'The range of the time between steps',
      otherwise: 'the interval of the training',
    }),
    out: output({ otherwise: 'the same file' }),
    work: work('The most operations on ranges in the search'),
    json: on({ help: 'Print JSON, also if no box is found' }),
  },
  async run({ file, inputs, dt, out, json, work }, terminal) {
    const { console } = terminal;
    const { blob, contents, model } = await openBlob(file, terminal.say);
    model.dispose();
    const { ports, metadata } = contents;
    const [width, outputs] = ['input', 'output'].map(
      (kind) => ports.find((one) => one.kind === kind)?.length ?? 0,
    );
    const usual = readingOf(metadata, { inputs: width, outputs }).interval;
    const interval = usual ?? 1;
    const intervals: Interval = dt ?? [interval, interval];
    const said = strangeRange(intervals, usual);
    const given = { inputs: eachInput('inputs', inputs, width, file), dt: intervals };
    const found = certifyBlob(blob, given, { work });
    if (said) console.error(`meniscus: ${oneLine(`${file}: ${said}`)}`);
    if (json) console.log(JSON.stringify(found));
    else console.log('units' in found ? refused(file, found) : certified(found, theoremOf(blob)));
    if ('units' in found) {
      terminal.exitCode = 1;
      return;
    }
    writeWhole(out ?? file, withCertificate(blob, found));
    if (!json) console.log(`\n${out ?? file} has the box in its metadata`);
    if (dt === undefined)
      console.error(`the box is for steps of exactly ${interval}: pass --dt LOW..HIGH if intervals vary`);
  },
});

/** Warns of a range without an interval near the usual one; null if it has one. */
function strangeRange([low, high]: Interval, usual: number | null): string | null {
  if (usual === null || (low <= usual && usual <= high)) return null;
  return low > usual ? strange(low, usual, 'the least of --dt') : strange(high, usual, 'the most of --dt');
}

function certified(found: Certificate, theorems: ReturnType<typeof theoremOf>): string {
  const rows = Object.entries(found.states).flatMap(([state, ranges]) =>
    ranges.map((one, unit) => {
      const theorem = theorems.get(state)?.[unit];
      return [`${shownName(state)}[${unit}]`, shownRange(one), theorem ? shownRange(theorem) : ''];
    }),
  );
  const hasTheorem = theorems.size > 0;
  const columns = hasTheorem ? 3 : 2;
  return [
    table([['', 'never leaves', 'by the LTC paper, theorem 2'], ...rows].map((row) => row.slice(0, columns))),
    table([['output', 'never leaves'], ...found.outputs.map((one, i) => [String(i), shownRange(one)])]),
  ].join('\n\n');
}

function refused(file: string, { units, outputs }: Refusal): string {
  const reasons = [
    ...units.map(({ state, unit, why }) => `  ${shownName(state)}[${unit}]: ${oneLine(why, 240)}`),
    ...outputs.map(({ output, index, why }) => `  output ${shownName(output)}[${index}]: ${why}`),
  ];
  return [
    `${file}: no box was found; nothing was written`,
    ...reasons.slice(0, 10),
    ...(reasons.length > 10 ? [`  and ${reasons.length - 10} more`] : []),
  ].join('\n');
}
