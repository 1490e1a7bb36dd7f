/**
 * Writes small files of the shapes of public data sets, with made-up values: `SHAPES=write npx vitest run
 * test/table/shapes` writes them again.
 */
import { Random } from '../../../src/data/random.ts';

/** Each file's name and text. */
export function shapes(): Readonly<Record<string, string>> {
  return {
    'household-power.txt': household(),
    'turbofan.txt': turbofan(),
    'air-quality.csv': airQuality(),
    'occupancy.txt': occupancy(),
    'transformer.csv': transformer(),
    ...movement(),
  };
}

const two = (n: number): string => String(n).padStart(2, '0');
const count = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
const at = (start: string, minutes: number): Date => new Date(Date.parse(`${start}Z`) + minutes * 60_000);
const iso = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');
const wave = (t: number, period: number): number => Math.sin((2 * Math.PI * t) / period);

/** Of households: days and months without a leading zero, `?` where the meter was silent, whose last cell is empty. */
function household(): string {
  const random = new Random(1);
  const columns = ['Global_active_power', 'Global_reactive_power', 'Voltage', 'Global_intensity'];
  const meters = ['Sub_metering_1', 'Sub_metering_2', 'Sub_metering_3'];
  const rows = count(240, (t) => {
    const date = at('2006-12-16T17:24:00', t * 3);
    const day = `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()}`;
    const clock = date.toISOString().slice(11, 19);
    if (t >= 90 && t < 97) return `${day};${clock};?;?;?;?;?;?;`;
    const power = 2 + wave(t, 80) + random.next();
    const values = [power, random.next() / 3, 238 + random.normal(), Math.round(power * 21) / 5];
    const rooms = [0, random.integer(3), random.integer(20)];
    return [day, clock, ...[...values, ...rooms].map((value) => value.toFixed(3))].join(';');
  });
  return `${[['Date', 'Time', ...columns, ...meters].join(';'), ...rows].join('\n')}\n`;
}

/** Of engines that run to failure: unit, cycle, three settings and sensors, two blanks at the end, no header. */
function turbofan(): string {
  const random = new Random(2);
  const rows = [23, 17, 29, 31, 20].flatMap((cycles, unit) =>
    count(cycles, (cycle) => {
      const worn = (cycle / cycles) ** 2;
      const settings = [(random.normal() / 400).toFixed(4), (random.normal() / 4000).toFixed(4), '100.0'];
      const sensors = ['518.67', (641.8 + worn).toFixed(2), (1585 + 9 * worn + random.normal()).toFixed(2)];
      const more = [(1400 + 20 * worn).toFixed(2), '14.62', String(391 + random.integer(4)), '2388'];
      return `${[unit + 1, cycle + 1, ...settings, ...sensors, ...more].join(' ')}  `;
    }),
  );
  return `${rows.join('\n')}\n`;
}

/** Of a station: decimal commas, −200 where a sensor failed, two nameless columns, rows of separators at the end. */
function airQuality(): string {
  const random = new Random(3);
  const names = 'Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);T;RH;AH;;';
  const rows = count(230, (t) => {
    const date = at('2004-03-10T18:00:00', t * 60);
    const day = `${date.getUTCDate()}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
    const clock = `${two(date.getUTCHours())}.00.00`;
    const failed = random.integer(15) === 0;
    const numbers = [
      failed ? -200 : Math.round((2 + wave(t, 24) + random.next()) * 10) / 10,
      1100 + random.integer(300),
      t < 40 ? 100 + random.integer(60) : -200,
      Math.round((10 + 5 * wave(t, 24) + random.next()) * 10) / 10,
      Math.round((14 + 4 * wave(t, 24)) * 10) / 10,
      Math.round((48 - 9 * wave(t, 24)) * 10) / 10,
    ];
    const moist = (0.75 + 0.1 * wave(t, 90)).toFixed(4);
    const cells = [...numbers.map(String), moist].map((cell) => cell.replace('.', ','));
    return `${[day, clock, ...cells].join(';')};;`;
  });
  return [names, ...rows, ...count(12, () => ';'.repeat(10)), ''].join('\r\n');
}

/** Of an office: the header has no name for the numbers of the rows, as R writes it; seconds wander. */
function occupancy(): string {
  const random = new Random(4);
  const names = ['date', 'Temperature', 'Humidity', 'Light', 'CO2', 'HumidityRatio', 'Occupancy'];
  const rows = count(200, (t) => {
    const date = new Date(at('2015-02-04T17:51:00', t).getTime() - (t % 2) * 1000);
    const occupied = wave(t, 90) > 0 ? 1 : 0;
    const values = [
      (21 + occupied + random.next()).toFixed(2),
      (27.272 - wave(t, 200)).toFixed(4),
      String(occupied * (420 + random.integer(20))),
      String(600 + 100 * occupied + random.integer(50)),
      String(0.0047 + random.next() / 1000),
    ];
    return `"${t + 1}","${iso(date)}",${values.join(',')},${occupied}`;
  });
  return `${[names.map((name) => `"${name}"`).join(','), ...rows].join('\n')}\n`;
}

/** Of a transformer: hours, as many digits as single precision has when it is written out. */
function transformer(): string {
  const random = new Random(5);
  const rows = count(130, (t) => {
    const loads = count(6, (c) => Math.fround(6 - c + wave(t, 24) + random.normal() / 3));
    return [iso(at('2016-07-01T00:00:00', t * 60)), ...loads, Math.fround(30 + 5 * wave(t, 24))].join(',');
  });
  return `${['date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT', ...rows].join('\n')}\n`;
}

/** Of people who walk: a folder of short recordings without times, a `#` before the header, labels in a file. */
function movement(): Record<string, string> {
  const random = new Random(6);
  const lengths = [27, 19, 31, 22, 25, 20];
  const recordings = lengths.map((length, r) => {
    const rows = count(length, (t) =>
      count(4, (c) =>
        Number((wave(t + 3 * c, 40) * (r % 2 ? -0.6 : 0.6) + random.normal() / 20).toFixed(5)),
      ).join(','),
    );
    const text = ['#RSS_anchor1, RSS_anchor2, RSS_anchor3, RSS_anchor4', ...rows, ''].join('\n');
    return [`movement/MovementAAL_RSS_${r + 1}.csv`, text];
  });
  const labels = ['#sequence_ID, class_label', ...lengths.map((_, r) => `${r + 1},${r % 2 ? -1 : 1}`), ''];
  return Object.fromEntries([...recordings, ['movement-labels.csv', labels.join('\n')]]);
}
