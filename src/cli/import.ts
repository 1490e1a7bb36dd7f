import { basename, extname } from 'node:path';
import { compile } from '../compile/compile.ts';
import { shown } from '../import/error.ts';
import { type ConfigFile, ImportError, type Imported, importModel } from '../import/index.ts';
import { listed, normalisations } from '../import/unread.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { calibrate } from '../train/calibrate.ts';
import { lostByStoring } from '../train/deployed.ts';
import { record } from '../train/record.ts';
import type { Recording } from '../train/recording.ts';
import type { Sequence } from '../train/sequence.ts';
import { command } from './command.ts';
import { readData } from './data.ts';
import { checkDeployed, drawnFrom, shareOf } from './deployed.ts';
import { checkWritable, readBytes, writeWhole } from './files.ts';
import { Notes } from './notes.ts';
import { inputRanges } from './ranges.ts';
import { recordingsOf, roundingFor, stored, storingFlags, withFile } from './rounding.ts';
import { type TimeChoice, timeFlag } from './time-column.ts';
import { choice, list, UsageError } from './usage.ts';

/** Arguments of constructors that weights do not tell, each a flag: an underscore is a hyphen there. */
const constructorFlags = {
  'ode-unfolds': { type: 'string', description: 'Substeps of an LTC', valueHint: 'N' },
  'implicit-param-constraints': {
    type: 'string',
    description: 'Whether an LTC sees softplus of its weights',
    valueHint: 'true|false',
  },
  'output-size': {
    type: 'string',
    description: 'Outputs of an LTC without an output mapping',
    valueHint: 'N',
  },
  mode: { type: 'string', description: 'Of a CfC: default, no_gate or pure' },
  activation: { type: 'string', description: 'Of a CfC’s backbone: lecun_tanh, relu, silu, gelu or tanh' },
  nonlinearity: { type: 'string', description: 'Of an RNN: tanh or relu' },
} as const;

export const importCommand = command({
  name: 'import',
  description: 'Make a blob of a model trained with ncps or torch.nn',
  examples: [
    'meniscus import ncps.safetensors --config ncps.json -o ncps.mns',
    'meniscus import gru.safetensors --weights q8 -o gru.mns',
    'meniscus import gru.safetensors --weights q8 --rounding compensated --calibrate log.csv --strip -o gru.mns',
    'meniscus import gru.safetensors --inputs wind,sun --outputs power -o gru.mns',
    'meniscus import ltc.safetensors --ode-unfolds 6 --implicit-param-constraints true -o ltc.mns',
  ],
  args: {
    file: { type: 'positional', required: true, description: 'state_dict in a safetensors file' },
    output: { type: 'string', alias: 'o', required: true, description: 'Blob to write' },
    config: {
      type: 'string',
      description: 'JSON with "class" and "args", its constructor’s',
      valueHint: 'FILE',
    },
    weights: {
      type: 'string',
      default: 'f32',
      description: `How matrices are stored: ${weightTypes.join(', ')}`,
    },
    ...storingFlags,
    calibrate: {
      type: 'string',
      description:
        'CSV or NPY of what the model will read: for compensated rounding, to multiply i16 in integers, and to compare with float64',
      valueHint: 'FILE',
    },
    ...timeFlag,
    inputs: {
      type: 'string',
      description: 'Names of the inputs, in order: the columns that run reads',
      valueHint: 'NAMES',
    },
    outputs: {
      type: 'string',
      description: 'Names of the outputs, in order: what run calls them',
      valueHint: 'NAMES',
    },
    ranges: {
      type: 'string',
      description: 'Ranges to draw inputs from that the blob is compared with float64 on, or one for all',
      default: '-1..1',
      valueHint: 'LOW..HIGH,…',
    },
    probe: { type: 'string', description: 'Probes to keep readable, by comma', valueHint: 'NAMES' },
    prefix: { type: 'string', description: 'What the names of the network’s tensors begin with' },
    readout: { type: 'string', description: 'Name of the Linear behind the network; fc by default' },
    ...constructorFlags,
  },
  async run(args, { console }) {
    const weights: WeightType = choice('weights', args.weights, weightTypes);
    const rounding = roundingFor(args.rounding, weights);
    checkCalibration(args.calibrate, rounding);
    const others = [args.config, args.calibrate].filter((path) => path !== undefined);
    checkWritable(args.output, args.file, ...others);
    const config =
      args.config === undefined ? {} : readConfig(await readBytes(args.config, 'json'), args.config);
    const given = constructorArgs(args as Readonly<Record<string, unknown>>);
    const { network, parameters, unread, fitting } = importModel(await readBytes(args.file, 'tensors'), {
      file: args.file,
      config: { ...config, args: { ...config.args, ...given } },
      ...(args.prefix !== undefined && { prefix: args.prefix }),
      ...(args.readout !== undefined && { readout: args.readout }),
    });
    const notes = new Notes(console);
    for (const text of unreadNotes(args.file, unread, fitting)) notes.say(text);
    const inputs = namesOf('inputs', args.inputs, network.spec.inputs);
    const outputs = namesOf('outputs', args.outputs, network.spec.outputs);
    const recordings = await calibration(notes, args.calibrate, network.spec.inputs, {
      ...(args.time !== undefined && { time: args.time }),
      ...(inputs && { columns: inputs }),
    });
    const { blob, constants } = compile(network, parameters, {
      weights,
      rounding,
      strip: args.strip,
      ...(recordings &&
        withFile(String(args.calibrate), () => ({
          ...(weights === 'i16' && { ranges: calibrate(network, parameters, recordings) }),
          ...(rounding === 'compensated' && { recorded: record(network, parameters, recordings) }),
        }))),
      name: basename(args.output, extname(args.output)),
      probes: list(args.probe),
      metadata: {
        ...(inputs && { inputs }),
        ...(outputs && { outputs }),
        imported: { file: basename(args.file) },
      },
    });
    notes.begin();
    const drawn = recordings ?? drawnFrom(inputRanges('ranges', args.ranges, network.spec.inputs, args.file));
    const sequences = drawn.map(
      ({ length, inputs, dt }): Sequence => ({
        ...{ length, inputs: Float64Array.from(inputs), targets: new Float64Array() },
        dt: dt ? Float64Array.from(dt) : null,
      }),
    );
    const compared = checkDeployed(
      args.output,
      { network: network, parameters, constants },
      blob,
      sequences,
      outputs,
    );
    writeWhole(args.output, blob);
    const { layers } = network.spec;
    const what = layers.map(({ cell, units }) => `${cell.name} of ${units} units`).join(', ');
    console.log(
      `${args.output}: ${what}, ${network.spec.inputs} → ${network.spec.outputs}, ${network.parameterCount.toLocaleString('en')} parameters, ` +
        `${blob.length.toLocaleString('en')} bytes in ${stored(weights, rounding)}`,
    );
    const quantised =
      weights !== 'f32' && lostByStoring({ network: network, parameters, constants }, sequences);
    const steps = sequences.reduce((sum, { length }) => sum + length, 0);
    console.log(
      `compared with float64 on ${steps} steps ${recordings ? `of ${args.calibrate}` : `drawn from ${args.ranges} (--ranges and --calibrate change that)`}: ` +
        `outputs differ by ${shareOf(compared.deployed, compared)} of their deviation` +
        (quantised
          ? `; storing the weights in ${weights} itself changes them by ${shareOf(quantised, compared)}`
          : ''),
    );
  },
});

/** Every tensor that is left out, twenty to a line, and what of them may be the read-out. */
function unreadNotes(
  file: string,
  unread: Imported['unread'],
  fitting: Imported['fitting'],
): readonly string[] {
  const lines = Array.from({ length: Math.ceil(unread.length / 20) }, (_, k) =>
    listed(unread.slice(20 * k, 20 * k + 20), 20),
  );
  return [
    ...lines.map((line) => `${file}: not read, since they are not behind the prefix: ${line}`),
    ...normalisations(unread).map((text) => `${file}: ${text}`),
    ...fitting.map(
      (name) => `${file}: the Linear ${shown(name)} fits behind the network: --readout ${name} adds it`,
    ),
  ];
}

/** Names from a flag, one for each; undefined without it. @throws UsageError for another number, or one name twice */
function namesOf(key: 'inputs' | 'outputs', given: string | undefined, count: number): string[] | undefined {
  if (given === undefined) return undefined;
  const names = list(given);
  if (names.length !== count)
    throw new UsageError(
      `--${key} has ${names.length} name${names.length === 1 ? '' : 's'}, but the model has ${count} ${key}: give one for each, by comma`,
    );
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`--${key} names "${twice}" twice`);
  return names;
}

/** @throws UsageError for a recording that is missing */
function checkCalibration(file: string | undefined, rounding: Rounding): void {
  if (file === undefined && rounding === 'compensated')
    throw new UsageError(
      '--rounding compensated needs a recording of what the model will read: --calibrate FILE, a column for each input',
    );
}

/** What the model will read; null without a file. @throws FileError, DataError */
async function calibration(
  notes: Notes,
  file: string | undefined,
  width: number,
  choice: TimeChoice,
): Promise<Recording[] | null> {
  if (file === undefined) return null;
  return recordingsOf(notes, file, await readData(notes, file, choice), width, choice.columns);
}

/** What the flags say of the constructor's arguments, by their names in Python. @throws UsageError */
function constructorArgs(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(constructorFlags).flatMap((flag) => {
      const given = args[flag];
      if (given === undefined) return [];
      const value = given === 'true' ? true : given === 'false' ? false : Number(given);
      return [[flag.replaceAll('-', '_'), typeof value === 'number' && Number.isNaN(value) ? given : value]];
    }),
  );
}

/** @throws ImportError, UsageError for a file that is no configuration */
function readConfig(bytes: Uint8Array, file: string): ConfigFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UsageError(`${file}: is no JSON: ${(cause as Error).message}`);
  }
  const isObject = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(parsed)) throw new ImportError(`${file}: expected an object with "class" and "args"`);
  const { class: name, args, wiring } = parsed as Record<string, unknown>;
  if (name !== undefined && typeof name !== 'string')
    throw new ImportError(`${file}: "class" must be a name`);
  if (args !== undefined && !isObject(args)) throw new ImportError(`${file}: "args" must be an object`);
  if (wiring !== undefined && wiring !== null && !isObject(wiring))
    throw new ImportError(`${file}: "wiring" must be an object`);
  return parsed as ConfigFile;
}
