/** `run` where readings are missing: the policy of the training, the same in files and streams. */
import { beforeAll, describe, expect, test } from 'vitest';
import { rowsOf, table, workshop } from './workshop.ts';

const { write, train, run, stream, load, metadata } = workshop();
const a = (t: number): number => Math.sin(t / 3);
const isGap = (t: number): boolean => t % 11 === 4 || (t > 30 && t < 40);
const marked = (marker: string) =>
  table({ time: (t) => 60 * t, a, b: (t) => (isGap(t) ? marker : Math.cos(t / 5)), y: (t) => a(t - 1) });
const policies = ['hold', 'mean', 'mask', 'drop-row'] as const;

beforeAll(async () => {
  const file = write('gaps.csv', marked(''));
  for (const policy of policies) {
    const { status, stderr } = await train(
      `${policy}.mns`,
      file,
      '--target',
      'y',
      '--missing-policy',
      policy,
    );
    expect(stderr).toMatch(/missing .*b/);
    expect(status).toBe(0);
  }
});

describe.each(policies)('%s', (policy) => {
  const readings = (t: number): number[] => [a(t), isGap(t) ? Number.NaN : Math.cos(t / 5)];

  test('the blob says what was missing, and a session fills it as in training', async () => {
    const { missing, inputs } = metadata(`${policy}.mns`) as {
      missing: { share: Record<string, number> };
      inputs: string[];
    };
    const gaps = Array.from({ length: 120 }, (_, t) => t).filter(isGap).length;
    expect(missing).toMatchObject({ policy });
    expect(missing.share.b).toBeCloseTo(gaps / 120, 2);
    expect(inputs).toEqual(policy === 'mask' ? ['a', 'b', 'b missing', 'b since'] : ['a', 'b']);
    const { stdout, stderr, status } = await run(`${policy}.mns`, write('gaps.csv', marked('')));
    expect([status, stderr]).toEqual([0, '']);
    const session = load(`${policy}.mns`).session({ missing: policy });
    const extra = policy === 'mask' ? [0, 0] : [];
    rowsOf(stdout).forEach(([value], t) => {
      expect(Number(value)).toBeCloseTo(session.step([...readings(t), ...extra], 60)[0], 5);
    });
  });

  test('every usual marker is a gap, in a stream too; other texts are refused with the flag', async () => {
    const { stdout } = await stream(`${policy}.mns`, marked(''));
    for (const marker of ['NA', 'nan', '-', '?', 'null'])
      expect((await stream(`${policy}.mns`, marked(marker))).stdout).toBe(stdout);
    const { status, stderr } = await stream(`${policy}.mns`, marked('ERR'));
    expect(status).toBe(2);
    expect(stderr).toContain(
      'standard input: line 6, column "b": "ERR" is not a number; --missing ERR takes it as missing',
    );
    expect((await stream(`${policy}.mns`, marked('ERR'), '--missing', 'ERR')).stdout).toBe(stdout);
  });

  test('--missing-policy error is strict', async () => {
    const { status, stderr } = await stream(`${policy}.mns`, marked(''), '--missing-policy', 'error');
    expect(status).toBe(2);
    expect(stderr).toMatch(/standard input: line 6: .*b/);
  });
});

test('markers of the training are markers of the run', async () => {
  await train('marked.mns', write('marked.csv', marked('-200')), '--target', 'y', '--missing', '-200');
  expect(metadata('marked.mns')).toMatchObject({ missing: { policy: 'hold', markers: ['-200'] } });
  const { stdout } = await stream('marked.mns', marked('-200'));
  expect(stdout).toBe((await stream('marked.mns', marked(''))).stdout);
  expect(stdout).toBe((await run('marked.mns', write('marked.csv', marked('-200.0')))).stdout);
});

test('--stale tells of inputs that stay away, and that they are back', async () => {
  const { stderr } = await stream('hold.mns', marked(''), '--stale', '5');
  expect(stderr).toBe('meniscus: line 37: "b" missing for 5 rows\n' + 'meniscus: line 42: "b" there again\n');
});

test('a missing target has no loss; training on policy error refuses gaps by line', async () => {
  const holes = table({ a, y: (t) => (t % 5 === 0 ? '' : a(t - 1)) });
  expect((await train('holes.mns', write('holes.csv', holes), '--target', 'y')).status).toBe(0);
  const { status, stderr } = await train(
    'strict.mns',
    write('gaps.csv', marked('')),
    '--target',
    'y',
    '--missing-policy',
    'error',
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(/"b" is missing: --missing-policy hold/);
});
