/** Numbers with a unit in their cells. */
import { expect, test } from 'vitest';
import { parseTable, streamTable } from '../../src/table/index.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const read = (text: string) => parseTable(text, { file: 'log.csv' });

test.each<[string, string, string[], string, number[]]>([
  ['a unit after a blank', ',', ['21.5 °C', '-3 °C', '4 °C'], '°C', [21.5, -3, 4]],
  ['a unit right behind', ',', ['+21.5°C', '3.0°C', '4°C'], '°C', [21.5, 3, 4]],
  ['a percentage', ';', ['45,5%', '7,25%', '100%'], '%', [45.5, 7.25, 100]],
  ['a currency in front', ',', ['$1.5', '$20', '$3'], '$', [1.5, 20, 3]],
  ['thousands', ';', ['1.234,5 kWh', '2.000,0 kWh', '3,5 kWh'], 'kWh', [1234.5, 2000, 3.5]],
  ['gaps and cells without it', ',', ['5 W', 'NA', '6'], 'W', [5, Number.NaN, 6]],
])('%s', async (_, separator, cells, unit, numbers) => {
  const text = lines(`t${separator}a`, ...cells.map((cell, k) => `${k}${separator}${cell}`));
  const { columns, notes } = read(text);
  expect(columns[1]).toMatchObject({ kind: 'number', unit });
  expect(Array.from(columns[1].numbers ?? [])).toEqual(numbers);
  expect(notes.join()).toContain('column "a" holds numbers with');
  const stream = await streamTable(text, { file: 'log.csv' });
  const streamed: number[] = [];
  for await (const row of stream) streamed.push(row.numbers[1]);
  expect(streamed).toEqual(numbers);
});

test('a unit of the header is kept', () => {
  expect(read(lines('t,a', 's,degC', '0,5 °C', '1,6 °C')).columns[1]).toMatchObject({
    kind: 'number',
    unit: 'degC',
  });
});

test.each<[string, string[]]>([
  ['two units', ['5 W', '6 kW', '7 W']],
  ['prefixes of size', ['5K', '6M', '7K']],
  ['names with numbers', ['unit 1', 'unit 2', 'unit 3']],
  ['digits behind', ['5x1', '6x1', '7x1']],
])('are no numbers: %s', (_, cells) => {
  const [, column] = read(lines('t,a', ...cells.map((cell, k) => `${k},${cell}`))).columns;
  expect(column).toMatchObject({ kind: 'text', words: [...new Set(cells)] });
});

test('a word among them makes them words as they are written', () => {
  const cells = Array.from({ length: 30_000 }, (_, k) => `${k},${k % 2 ? '5 W' : '6.5 W'}`);
  const [, column] = read(lines('t,a', ...cells, '30000,off')).columns;
  expect(column).toMatchObject({
    kind: 'text',
    words: ['6.5 W', '5 W', 'off'],
    stray: { line: 30_002, cell: 'off' },
  });
});

test('a last cell without the unit is cut off', () => {
  const { rows, notes } = read('t,a\n0,45 %\n1,46 %\n2,4');
  expect(rows).toBe(2);
  expect(notes.join()).toContain('line 4 has no end and is left out');
});
