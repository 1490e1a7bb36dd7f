/** What a file of each shape holds, read by splitting its lines: the truth for the readers. */
import type { TableOptions } from '../../../src/table/table.ts';
import type { RecordingChoices } from '../corpus/make.ts';

export interface Shape {
  readonly name: string;
  /** The small file, in this folder. */
  readonly made: string;
  /** The public one of this shape, in the folder that the test is told of; null if it is not to be had there. */
  readonly real: string | null;
  readonly table: Partial<TableOptions>;
  readonly recordings: RecordingChoices;
  readonly channels: readonly string[];
  /** The time of a line in seconds since some moment, and its values, NaN where missing; null if it is no row. */
  readonly row: (
    line: string,
  ) => { readonly group: string; readonly time: number; readonly values: number[] } | null;
}

const number = (cell: string): number =>
  /^$|^\?$|^-200$|^NA$/.test(cell) ? Number.NaN : Number(cell.replace(',', '.'));
const numbers = (cells: readonly string[]): number[] => cells.map(number);
const isoSeconds = (cell: string): number => Date.parse(`${cell.replace(' ', 'T')}Z`) / 1000;

/** Seconds of a day and month as they are written in most of the world, and of a clock. */
function dayFirst(date: string, clock: string, mark: string): number {
  const [day, month, year] = date.split('/').map(Number);
  const [hour, minute, second] = clock.split(mark).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

export const shapeList: readonly Shape[] = [
  {
    name: 'household power', // ; and ? and two columns of time
    made: 'household-power.txt',
    real: null,
    table: {},
    recordings: {},
    channels: [
      'Global_active_power',
      'Global_reactive_power',
      'Voltage',
      'Global_intensity',
      'Sub_metering_1',
      'Sub_metering_2',
      'Sub_metering_3',
    ],
    row(line) {
      const [date, clock, ...values] = line.split(';');
      return line.startsWith('Date')
        ? null
        : { group: '', time: dayFirst(date, clock, ':'), values: numbers(values) };
    },
  },
  {
    name: 'turbofan', // blanks, no header, many units
    made: 'turbofan.txt',
    real: null,
    table: { header: false },
    recordings: { group: ['1'], time: '2' },
    channels: ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12'],
    row(line) {
      const [unit, cycle, ...values] = line.trim().split(/ +/);
      return { group: unit, time: Number(cycle), values: numbers(values) };
    },
  },
  {
    name: 'air quality', // ; and decimal comma and −200
    made: 'air-quality.csv',
    real: 'AirQualityUCI_semicolon.csv',
    table: { missing: ['-200'] },
    recordings: {},
    channels: ['CO(GT)', 'PT08.S1(CO)', 'NMHC(GT)', 'C6H6(GT)', 'T', 'RH', 'AH'],
    row(line) {
      const cells = line.split(';');
      if (cells[0] === 'Date' || cells[0] === '') return null;
      // the public file has five sensors more, between these
      const kept = cells.length > 12 ? [...cells.slice(2, 6), ...cells.slice(12, 15)] : cells.slice(2, 9);
      return { group: '', time: dayFirst(cells[0], cells[1], '.'), values: numbers(kept) };
    },
  },
  {
    name: 'occupancy', // an index without a name
    made: 'occupancy.txt',
    real: 'datatraining.txt',
    table: {},
    recordings: {},
    channels: ['Temperature', 'Humidity', 'Light', 'CO2', 'HumidityRatio', 'Occupancy'],
    row(line) {
      const [, date, ...values] = line.replaceAll('"', '').split(',');
      return /^\d/.test(line.slice(1))
        ? { group: '', time: isoSeconds(date), values: numbers(values) }
        : null;
    },
  },
  {
    name: 'transformer', // ISO dates with a blank
    made: 'transformer.csv',
    real: 'ETTh1.csv',
    table: {},
    recordings: {},
    channels: ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'],
    row(line) {
      const [date, ...values] = line.split(',');
      return date === 'date' ? null : { group: '', time: isoSeconds(date), values: numbers(values) };
    },
  },
];
