import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// an audit takes too long for it here: its own tests kill one
test('killed and run again, a training, a search and an export end as if nothing had been', {
  timeout: 300_000,
}, () => {
  const text = execFileSync(
    process.execPath,
    ['scripts/faults.js', '--times', '2', '--only', 'train,shrink,export'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  console.log(text);
  const rows = text.trim().split('\n').slice(1);
  expect(rows.map((row) => row.split(/ +/)[0])).toEqual(['train', 'shrink', 'export']);
  for (const row of rows) expect(row).toMatch(/^\w+ +[23] .* 0$/);
});
