import { checkWritable } from '../files/check.ts';
import { writeWhole } from '../files/write.ts';
import { type ExportedStep, exportOnnx, exportTorchScript } from '../import/export/index.ts';
import { exportModel } from '../import/export/state-dict.ts';
import { openBlob } from './blob.ts';
import { command } from './command.ts';
import { UsageError } from './failure.ts';
import { on } from './flags/flag.ts';
import { output } from './flags/output.ts';

/** The kinds of files, each with its flag and the endings of its names; the last one is written without a flag. */
const kinds = [
  { name: 'onnx', endings: ['onnx'] },
  { name: 'torch', endings: ['pt', 'pth'] },
  { name: 'safetensors', endings: ['safetensors'] },
] as const;
type Kind = (typeof kinds)[number]['name'];

export const exportCommand = command({
  name: 'export',
  description: 'Write a blob as an ONNX graph, a TorchScript module, or weights of ncps or torch.nn',
  examples: [
    'meniscus export temp.mns --onnx -o temp.onnx',
    'meniscus export temp.mns --torch -o temp.pt',
    'meniscus export temp.mns -o temp.safetensors',
  ],
  positionals: { file: { help: 'Blob to export' } },
  flags: {
    onnx: on({ help: 'Write one step with explicit states as an ONNX graph, of any model' }),
    torch: on({ help: 'Write one step with explicit states as a TorchScript module, of any model' }),
    output: output({
      help: 'File to write; without --onnx and --torch its ending decides: .onnx, .pt, or else safetensors with the weights',
      required: true,
    }),
  },
  async run({ file, output, ...asked }, terminal) {
    const { console } = terminal;
    const kind = kindOf(asked, output);
    checkWritable(output, file);
    const { blob, model } = await openBlob(file, terminal.say);
    const { inputs, outputs } = model;
    model.dispose();
    if (kind === 'safetensors') {
      const { bytes, config, notes } = exportModel(blob, { file });
      writeWhole(output, bytes);
      console.log(`${output}: ${bytes.length.toLocaleString('en')} bytes for ${JSON.stringify(config)}`);
      for (const note of notes) console.log(`note: ${note}`);
      return;
    }
    const exported = (kind === 'onnx' ? exportOnnx : exportTorchScript)(blob, { file });
    writeWhole(output, exported.bytes);
    const signature = (kind === 'onnx' ? graphOf : moduleOf)(exported, inputs, outputs);
    console.log(`${output}: ${exported.bytes.length.toLocaleString('en')} bytes, one step: ${signature}`);
    for (const note of exported.notes) console.log(`note: ${note}`);
  },
});

/** @throws UsageError for two flags, or one that the file's ending contradicts */
function kindOf(asked: { readonly onnx: boolean; readonly torch: boolean }, output: string): Kind {
  const [flag, other] = kinds.filter(({ name }) => name !== 'safetensors' && asked[name]);
  if (other)
    throw new UsageError(`--${flag.name} and --${other.name}: one file cannot be both; export twice`);
  const ending = kinds.find(({ endings }) => endings.some((one) => output.toLowerCase().endsWith(`.${one}`)));
  if (flag && ending && ending !== flag)
    throw new UsageError(
      `--${flag.name} writes no .${ending.endings[0]}: name the file .${flag.endings[0]}, or leave --${flag.name} out`,
    );
  return (flag ?? ending ?? kinds[kinds.length - 1]).name;
}

type Sizes = (exported: ExportedStep, inputs: number, outputs: number) => string;

/** `x [1, 4], dt [1], h [1, 8] → y [1, 1], h_out [1, 8]` */
const graphOf: Sizes = ({ timed, states }, inputs, outputs) => {
  const row = (name: string, length: number): string => `${name} [1, ${length}]`;
  const before = states.map(({ input, initial }) => row(input, initial.length));
  const after = states.map(({ output, initial }) => row(output, initial.length));
  const given = [row('x', inputs), ...(timed ? ['dt [1]'] : []), ...before];
  return `${given.join(', ')} → ${[row('y', outputs), ...after].join(', ')}`;
};

/** `forward(x [4], dt [1], h [8]) → (y [1], h [8])` */
const moduleOf: Sizes = ({ timed, states }, inputs, outputs) => {
  const kept = states.map(({ input, initial }) => `${input} [${initial.length}]`);
  const given = [`x [${inputs}]`, ...(timed ? ['dt [1]'] : []), ...kept];
  return `forward(${given.join(', ')}) → (${[`y [${outputs}]`, ...kept].join(', ')})`;
};
