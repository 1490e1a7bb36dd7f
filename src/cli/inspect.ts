import { VERSION_WRITTEN } from '../../assembly/layout.ts';
import type { Certificate } from '../certify/certify.ts';
import { oneLine, shownName } from '../check/visible.ts';
import { checkWritable } from '../files/check.ts';
import { writeWhole } from '../files/write.ts';
import { costConstants } from '../format/cost-constants.ts';
import { predict, termsOf } from '../format/cost-model.ts';
import { type InspectedInstruction, type Inspection, inspect as inspectBlob } from '../format/inspect.ts';
import { readingOf } from '../format/reading.ts';
import type { Interval } from '../intervals/interval.ts';
import type { Model, ModelMemory } from '../runtime/index.ts';
import { wiringSvg } from '../wiring/index.ts';
import { openBlob } from './blob.ts';
import { command } from './command.ts';
import { UsageError } from './failure.ts';
import { text } from './flags/flag.ts';
import { json } from './flags/output.ts';
import { shownRange } from './ranges.ts';
import { type LayerWiring, wiringRows, wiringsOf } from './wirings.ts';

export const inspect = command({
  name: 'inspect',
  description: 'Show the contents of a blob: layers, program, tensors, memory, work',
  examples: [
    'meniscus inspect temp.mns',
    'meniscus inspect temp.mns --json',
    'meniscus inspect ncp.mns --svg wiring.svg',
  ],
  positionals: { file: { help: 'Blob to show' } },
  flags: { json, svg: text({ help: 'Write a drawing of the wiring to this file', hint: 'FILE' }) },
  async run({ file, json, svg }, terminal) {
    const { console } = terminal;
    if (svg !== undefined) checkWritable(svg, file);
    const { blob, model } = await openBlob(file, terminal.say);
    const { memory } = model;
    model.dispose();
    const found = inspectBlob(blob);
    const nanoseconds = predict(termsOf(blob), costConstants.nanoseconds);
    const inputs = found.ports.find(({ kind }) => kind === 'input')?.length ?? 0;
    const wirings = wiringsOf(found.layers, inputs, (why) => terminal.say(`${file}: ${why}`));
    if (svg !== undefined) {
      const [first] = wirings;
      if (!first)
        throw new UsageError(`${file}: no layer has a wiring to draw; ltc-synaptic and cfc-wired have one`);
      writeWhole(svg, wiringSvg(first.wiring, { title: found.name ?? file }));
    }
    if (json) {
      const { residentBytes: resident } = memory;
      const { cpu, node, date } = costConstants;
      const predicted = { nanoseconds, cpu, node, date };
      console.log(
        JSON.stringify({ file, ...found, memory: { resident, ...found.memory }, predicted }, null, 2),
      );
    } else console.log(describe(file, blob.length, found, memory, nanoseconds, wirings));
  },
});

const grouped = (x: number): string => x.toLocaleString('en');
const counted = (x: number, noun: string): string => `${grouped(x)} ${noun}${x === 1 ? '' : 's'}`;

function describe(
  file: string,
  length: number,
  found: Inspection,
  memory: ModelMemory,
  nanoseconds: number,
  wirings: readonly LayerWiring[],
): string {
  const { header, name, layers, parameters, ports, work, bytes } = found;
  const lengthOf = (kind: string): number => ports.find((port) => port.kind === kind)?.length ?? 0;
  const facts = [
    ...layers.map(({ cell, options, units, integrator, unfolds }, i) => {
      const steps = integrator ? `, ${integrator}, ${counted(unfolds ?? 1, 'unfold')}` : '';
      const chosen = Object.entries(options ?? {}).map(([key, value]) =>
        shownName(`, ${key}=${shown(value)}`),
      );
      return [
        layers.length > 1 ? `layer ${i}` : 'layer',
        `${shownName(cell)}, ${counted(units, 'unit')}${steps}${chosen.join('')}`,
      ];
    }),
    ['shape', `${counted(lengthOf('input'), 'input')}, ${counted(lengthOf('output'), 'output')}`],
    ['time', timeFact(found, { inputs: lengthOf('input'), outputs: lengthOf('output') })],
    ...(parameters === null ? [] : [['parameters', grouped(parameters)]]),
    [
      'a step',
      `${counted(work.multiplyAdds, 'multiply-add')}, ${counted(work.transcendentals, 'transcendental')}, ${counted(work.moves, 'move')}`,
    ],
    [
      'takes',
      `about ${grouped(Number(nanoseconds.toPrecision(2)))} ns on ${costConstants.cpu}, Node ${costConstants.node.slice(1)}`,
    ],
    ...originFacts(found),
    ...initialFacts(found),
    ...certifiedFacts(found.metadata.certified),
    [
      'memory',
      `${grouped(memory.residentBytes)} B for the model, ${grouped(memory.sessionBytes)} B a session`,
    ],
  ];
  const titled = (title: string, rows: readonly (readonly string[])[], sides: string): string =>
    `${title}\n${columns(rows, sides)}`;
  return [
    `${file}${name === null ? '' : ` "${shownName(name)}"`}: ${counted(length, 'byte')}, format version ${header.version}${header.version > VERSION_WRITTEN ? ', a draft' : ''}`,
    columns(facts, 'll'),
    ...wirings.map((one) =>
      titled(layers.length > 1 ? `wiring of layer ${one.index}` : 'wiring', wiringRows(one), 'lrrr'),
    ),
    titled('blob', [...Object.entries(bytes), ['total', length]].map(byteRow(length)), 'lrr'),
    titled('program', programRows(found.instructions), 'rlrlrr'),
    titled('tensors', tensorRows(found.tensors), 'llrrr'),
    titled('arena', arenaRows(found), 'rrll'),
  ].join('\n\n');
}

/** Describes time in the data, for users of `run` and of `step` with a dt. */
function timeFact({ metadata }: Inspection, of: Pick<Model, 'inputs' | 'outputs'>): string {
  const { trained, timeColumn, interval } = readingOf(metadata, of);
  if (trained === 'without times') return 'no column of it in training: each row is a step of 1';
  const usual = interval === null ? 'no usual interval' : `usual interval ${Number(interval.toPrecision(4))}`;
  if (trained === null) return `its column is not known, ${usual}`;
  return `${timeColumn === null ? 'from the data' : `column "${shownName(timeColumn)}"`}, ${usual}`;
}

/** The offsets that hosts subtract from inputs and add to outputs, a line for each that is not 0. */
function originFacts({ origins, metadata }: Inspection): string[][] {
  const lines = (['inputs', 'outputs'] as const).flatMap((side) => {
    const { [side]: names } = metadata;
    return (origins?.[side] ?? []).flatMap(({ origin, deviation }, i) => {
      const name: unknown = Array.isArray(names) ? names[i] : undefined;
      const label = `${side.slice(0, -1)} ${i}${typeof name === 'string' ? ` "${shownName(name)}"` : ''}`;
      return origin === 0 ? [] : [`${label} from ${origin}, deviation ${Number(deviation.toPrecision(4))}`];
    });
  });
  return lines.map((line, i) => [i === 0 ? 'origins' : '', line]);
}

/** Where states start that do not start at 0, a line for each. */
function initialFacts({ initialState, metadata }: Inspection): string[][] {
  const { prewarm } = metadata as { prewarm?: { seconds: number; steps: number } };
  const after = prewarm ? `, after ${counted(prewarm.steps, 'step')} of zeros (${prewarm.seconds} s)` : '';
  return Object.entries(initialState ?? {}).map(([name, numbers], i) => {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map((x) => Number(x.toPrecision(4)));
    return [i === 0 ? 'starts' : '', `${shownName(name)} from ${low} to ${high}${i === 0 ? after : ''}`];
  });
}

/** The box from `meniscus certify`, a line for each port. */
function certifiedFacts(stored: unknown): string[][] {
  if (stored === undefined) return [];
  const { inputs, dt, states, outputs } = stored as Certificate;
  const around = (ranges: readonly Interval[]): string => {
    const [low, high] = [Math.min(...ranges.map(([l]) => l)), Math.max(...ranges.map(([, h]) => h))];
    return shownRange([low, high]);
  };
  return [
    ['certified', `for inputs in ${around(inputs)}, dt in ${around([dt])}:`],
    ...Object.entries(states).map(([name, ranges]) => ['', `${shownName(name)} in ${around(ranges)}`]),
    ['', `outputs in ${around(outputs)}`],
  ];
}

/** An option's value; for a wiring only its type, because its contents are shown separately. */
const shown = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'type' in value
    ? shown(value.type)
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

const byteRow =
  (total: number) =>
  ([part, bytes]: (string | number)[]): string[] => [
    String(part).replace(/(Table|State)$/, (word) => ` ${word.toLowerCase()}`),
    `${grouped(Number(bytes))} B`,
    `${((100 * Number(bytes)) / total).toFixed(1)} %`,
  ];

function programRows(instructions: readonly InspectedInstruction[]): string[][] {
  const rows = instructions.map(
    ({ op, variant, columns, n, k, out, operands, immediate, loop, ...work }, i) => {
      const hasImmediate = ['scale', 'shift', 'stage'].includes(op);
      const inputs = [...operands, ...(hasImmediate ? [String(immediate)] : [])].join(', ');
      const indent = loop === null ? '' : '  ';
      return [
        String(i),
        indent + (op === 'loop' ? `loop ${n} times` : [op, variant].filter(Boolean).join(': ')),
        op === 'loop' || op === 'end' ? '' : size(op, n, columns || k),
        out && `${out} ← ${inputs}`,
        grouped(work.multiplyAdds),
        grouped(work.transcendentals),
      ];
    },
  );
  return [['', 'operation', 'size', 'result ← operands', 'multiply-adds', 'transcendentals'], ...rows];
}

/** `16×4` for a product, `n from k on` for a slice, `n + k` for a concatenation. */
function size(op: string, n: number, k: number): string {
  if (op.startsWith('affine') || op === 'dot') return `${n}×${k}`;
  if (op === 'slice') return `${n} from ${k}`;
  return op === 'concat' ? `${n} + ${k}` : String(n);
}

function tensorRows(tensors: Inspection['tensors']): string[][] {
  const rows = tensors.map(({ name, type, kind, rows, columns, bytes, error }) => [
    name,
    type,
    kind !== 'vector' ? `${rows}×${columns}` : String(rows),
    `${grouped(bytes)} B`,
    error ? error.worst.toExponential(1) : '',
  ]);
  return [['name', 'type', 'size', 'bytes', 'worst error'], ...rows];
}

function arenaRows({ arena }: Inspection): string[][] {
  const rows = arena.map(({ offset, bytes, use, name }) => [
    `@${offset}`,
    `${grouped(bytes)} B`,
    use,
    name === use ? '' : name,
  ]);
  return [['offset', 'bytes', 'use', 'name'], ...rows];
}

/** Lines up columns, each to the left or the right as `sides` says. */
function columns(given: readonly (readonly string[])[], sides: string): string {
  const rows = given.map((row) => row.map((cell) => oneLine(cell, 240)));
  const widths = Array.from(sides, (_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows
    .map((row) =>
      row.map((cell, c) => (sides[c] === 'l' ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))),
    )
    .map((row) => `  ${row.join('  ')}`.trimEnd())
    .join('\n');
}
