import { basename, extname } from 'node:path';
import { compile } from '../compile/compile.ts';
import { checkWritable } from '../files/check.ts';
import { readBytes } from '../files/read.ts';
import { writeWhole } from '../files/write.ts';
import { readingOf } from '../format/reading.ts';
import { type Imported, importModel } from '../import/index.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import { storageOf } from '../quantise/types.ts';
import { calibrate } from '../train/calibrate.ts';
import { record } from '../train/record.ts';
import type { Recording } from '../train/recording.ts';
import type { Sequence } from '../train/sequence.ts';
import { command } from './command.ts';
import { inputsOf, wholeData } from './data.ts';
import { checkDeployed, draftNote, drawnFrom } from './deployed.ts';
import { UsageError } from './failure.ts';
import { names, optionsOf, text, twoFiles, type Values } from './flags/flag.ts';
import { modelFlags, prewarmFlag, scaleFlags } from './flags/import.ts';
import { output } from './flags/output.ts';
import { recordingFlags, tableFlags } from './flags/table.ts';
import { probe, weights } from './flags/weights.ts';
import { knownLines, knownOutputs } from './import-check.ts';
import { constructorFlags, readConfig } from './import-config.ts';
import { assumed, comparison, foundLines, summary } from './import-report.ts';
import { scaled, warmed } from './import-scale.ts';
import { eachInput, ranges } from './ranges.ts';
import { roundingFor, storing, withFile } from './storing.ts';
import { Notes } from './terminal.ts';

const flags = {
  output: output({ required: true }),
  config: text({ help: 'JSON with "class" and "args", its constructor’s', hint: 'FILE' }),
  weights: weights({ default: 'f32' }),
  ...storing,
  calibrate: text({
    help: 'CSV or NPY file like the data of the model, for compensated rounding, for i16 products in integers, and to compare with float64',
    hint: 'FILE',
  }),
  ...recordingFlags,
  ...tableFlags,
  inputs: names({ help: 'Names of the inputs, in order; run reads the columns of these names' }),
  outputs: names({ help: 'Names of the outputs, in order, for run to print' }),
  ranges: ranges({
    help: 'Ranges of the random inputs for the comparison with float64, or one for all',
    default: '-1..1',
  }),
  probe,
  prefix: text({ help: 'Prefix of the names of the network’s tensors', option: 'prefix' }),
  readout: text({
    help: 'Name of the Linear after the network',
    hint: 'NAME',
    option: 'readout',
    otherwise: 'fc',
  }),
  ...modelFlags,
  ...scaleFlags,
  ...prewarmFlag,
  check: twoFiles({
    help: 'Inputs and outputs that are known, in two tables or arrays: nothing is written if the model gives others',
    hint: 'INPUTS OUTPUTS',
  }),
  ...constructorFlags,
};

type ImportArguments = Values<typeof flags> & { readonly file: string };

export const importCommand = command({
  name: 'import',
  description: 'Turn a model of PyTorch, ONNX, Keras and others into a blob',
  examples: [
    'meniscus import ncps.safetensors --config ncps.json -o ncps.mns',
    'meniscus import gru.safetensors --weights q8 -o gru.mns',
    'meniscus import gru.safetensors --weights q8 --rounding compensated --calibrate log.csv --strip -o gru.mns',
    'meniscus import gru.safetensors --inputs wind,sun --outputs power -o gru.mns',
    'meniscus import model.onnx --check x.npy y.npy -o model.mns',
    "meniscus import model.pt --layers 'encoder:relu,rnn,head' -o model.mns",
    'meniscus import ltc.safetensors --ode-unfolds 6 --implicit-param-constraints true -o ltc.mns',
  ],
  positionals: { file: { help: 'Model file; its kind is found by its content' } },
  flags,
  async run(args, { console }) {
    checkCalibration(args.calibrate, roundingFor(args.rounding, args.weights));
    const others = [args.config, args.calibrate, ...(args.check ?? [])].filter((path) => path !== undefined);
    checkWritable(args.output, args.file, ...others);
    const read = await importedBy(args);
    const imported = scaled(read, args);
    const { network } = imported;
    const notes = new Notes(console);
    for (const note of assumed(args.file, imported, args.layers)) notes.say(note);
    const known = await knownOutputs({ imported: read, scaled: imported }, args.file, args.check);
    eachNamed('inputs', args.inputs, network.spec.inputs);
    const outputs = eachNamed('outputs', args.outputs, network.spec.outputs);
    const recordings = await calibration(notes, args, network.spec);
    const { blob, constants } = compiled(args, imported, recordings);
    notes.begin();
    const drawn = recordings ?? drawnFrom(eachInput('ranges', args.ranges, network.spec.inputs, args.file));
    const sequences = drawn.map(
      ({ length, inputs: read, dt }): Sequence => ({
        ...{ length, inputs: Float64Array.from(read), targets: new Float64Array() },
        dt: dt ? Float64Array.from(dt) : null,
      }),
    );
    const deployed = { network, parameters: imported.parameters, constants };
    const compared = checkDeployed(args.output, deployed, blob, sequences, outputs);
    const written = warmed(blob, imported, args.prewarm);
    writeWhole(args.output, written);
    for (const line of foundLines(args.file, imported)) console.log(line);
    console.log(summary(args, network, written));
    const draft = draftNote(args.output, written);
    if (draft) console.log(draft);
    console.log(comparison(args, deployed, sequences, compared, recordings !== null));
    for (const line of knownLines(known, blob, args.output)) console.log(line);
  },
});

/** Reads the model from the files and the flags. @throws FileError, ImportError, UsageError */
async function importedBy(args: ImportArguments): Promise<Imported> {
  const { file, config } = args;
  const read = config === undefined ? {} : readConfig(await readBytes(config, 'json'), config);
  const given: Readonly<Record<string, unknown>> = optionsOf(constructorFlags, args);
  return importModel(await readBytes(file, 'model'), {
    file,
    config: { ...read, args: { ...read.args, ...given } },
    ...optionsOf({ ...modelFlags, prefix: flags.prefix, readout: flags.readout }, args),
  });
}

/** @param recordings to measure ranges and rounding on, if there are any. @throws FileError, RangeError */
function compiled(
  args: ImportArguments,
  { network, parameters }: Imported,
  recordings: readonly Recording[] | null,
) {
  const { weights, rounding, output, calibrate: file, probe: probes = [], inputs, outputs } = args;
  return compile(network, parameters, {
    ...{ weights, rounding, strip: args.strip, probes },
    ...(recordings &&
      withFile(String(file), () => ({
        ...(storageOf(weights).integers && { ranges: calibrate(network, parameters, recordings) }),
        ...(rounding === 'compensated' && { recorded: record(network, parameters, recordings) }),
      }))),
    name: basename(output, extname(output)),
    metadata: {
      ...(inputs && { inputs }),
      ...(outputs && { outputs }),
      imported: { file: basename(args.file) },
    },
  });
}

/** Names from a flag, one for each; undefined without it. @throws UsageError for a wrong number, or one name twice */
function eachNamed(key: 'inputs' | 'outputs', given: string[] | undefined, count: number) {
  if (given === undefined) return undefined;
  if (given.length !== count)
    throw new UsageError(
      `--${key} has ${given.length} name${given.length === 1 ? '' : 's'}, but the model has ${count} ${key}: give one for each, by comma`,
    );
  const twice = given.find((name, i) => given.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`--${key} names "${twice}" twice`);
  return given;
}

/** @throws UsageError if the recording is missing */
function checkCalibration(file: string | undefined, rounding: Rounding): void {
  if (file === undefined && rounding === 'compensated')
    throw new UsageError(
      '--rounding compensated needs a recording of the model’s inputs: give --calibrate FILE with a column for each input',
    );
}

/** Recordings of the model’s inputs; null without a file. @throws FileError, DataError */
async function calibration(
  notes: Notes,
  args: ImportArguments,
  { inputs: width, outputs }: { readonly inputs: number; readonly outputs: number },
): Promise<Recording[] | null> {
  if (args.calibrate === undefined) return null;
  const asked = {
    inputs: args.inputs ?? [],
    keep: [],
    hints: ['--inputs NAMES takes other columns', ''] as const,
    predicted: null,
    isLabelled: false,
  };
  const reading = readingOf({}, { inputs: width, outputs });
  return inputsOf(await wholeData(notes, [args.calibrate], args, reading, width, asked));
}
