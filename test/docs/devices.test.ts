/** docs/devices.md: its memory is what `inspect` prints, its loops are those of the results, its hosts are those tested. */
import { expect, test } from 'vitest';
import { loopTable, replaceTable } from '../../bench/render/headline.ts';
import { readAll } from '../../bench/render/results.ts';
import { nodeMajor } from '../../bench/run/machine.ts';
import { called } from '../cli/command-line.ts';
import { modelNames } from '../runtimes/bundle.ts';
import { quoted, rows, text } from './blocks.ts';

const page = 'docs/devices.md';

test('the table of memory is what meniscus inspect prints of each model', async () => {
  const written = rows(page).filter(([first]) => first.includes('](../models/'));
  expect(written.map(([name]) => quoted(name)[0]).sort()).toEqual([...modelNames].sort());
  for (const [name, ...figures] of written) {
    const { stdout } = await called(['inspect', `models/${quoted(name)[0]}.mns`]);
    const [, blob] = /: ([\d,]+) bytes, format/.exec(stdout) ?? [];
    const [, model, session] = /memory +([\d,]+) B for the model, ([\d,]+) B a session/.exec(stdout) ?? [];
    expect(figures, name).toEqual([blob, model, session]);
  }
});

test('the table of loops is what bench:render writes of the newest results on Node 20', () => {
  const [newest] = readAll()
    .filter(({ machine }) => nodeMajor(machine.node) === 20)
    .sort((a, b) => b.date.localeCompare(a.date));
  const table = loopTable(newest);
  expect(table).toContain('10 kHz, empty loop');
  expect(text(page)).toContain(`<!-- bench -->\n${table}\n<!-- /bench -->`);
  expect(replaceTable(text(page), table ?? '')).toBe(text(page));
  // what the page says of them
  const all = newest.parts.loop?.results ?? [];
  expect(all.map(({ missed }) => missed.own)).toEqual(all.map(() => 0));
});
