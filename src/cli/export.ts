import { checkWritable } from '../files/check.ts';
import { writeWhole } from '../files/write.ts';
import { exportModel } from '../import/export.ts';
import { openBlob } from './blob.ts';
import { command } from './command.ts';
import { output } from './flags/output.ts';

export const exportCommand = command({
  name: 'export',
  description: 'Write the weights of a blob under the names of ncps or torch.nn',
  examples: ['meniscus export temp.mns -o temp.safetensors'],
  positionals: { file: { help: 'Blob to export' } },
  flags: { output: output({ help: 'safetensors file to write', required: true }) },
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
