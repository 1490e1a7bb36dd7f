import { exportModel } from '../import/export.ts';
import { command } from './command.ts';
import { checkWritable, writeWhole } from './files.ts';
import { openBlob } from './open-blob.ts';

export const exportCommand = command({
  name: 'export',
  description: 'Write the weights of a blob under the names of ncps or torch.nn',
  examples: ['meniscus export temp.mns -o temp.safetensors'],
  args: {
    file: { type: 'positional', required: true, description: 'Blob to export' },
    output: { type: 'string', alias: 'o', required: true, description: 'safetensors file to write' },
  },
  async run({ file, output }, terminal) {
    const { console } = terminal;
    checkWritable(output, file);
    const { blob, model } = await openBlob(file, terminal.say);
    model.dispose();
    const { bytes, config, notes } = exportModel(blob, { file });
    writeWhole(output, bytes);
    console.log(`${output}: ${bytes.length.toLocaleString('en')} bytes for ${JSON.stringify(config)}`);
    for (const note of notes) console.log(`note: ${note}`);
  },
});
