import { exportModel } from '../import/export.ts';
import { loadSync } from '../runtime/index.ts';
import { command } from './command.ts';
import { checkWritable, readBytes, writeWhole } from './files.ts';

export const exportCommand = command({
  name: 'export',
  description: 'Write the weights of a blob under the names of ncps or torch.nn',
  examples: ['meniscus export temp.mns -o temp.safetensors'],
  args: {
    file: { type: 'positional', required: true, description: 'Blob to export' },
    output: { type: 'string', alias: 'o', required: true, description: 'safetensors file to write' },
  },
  async run({ file, output }, { console }) {
    checkWritable(output, file);
    const blob = await readBytes(file, 'blob');
    loadSync(blob, { name: file }).dispose(); // a damaged blob ends here, with the machine's reason
    const { bytes, config, notes } = exportModel(blob, { file });
    writeWhole(output, bytes);
    console.log(`${output}: ${bytes.length.toLocaleString('en')} bytes for ${JSON.stringify(config)}`);
    for (const note of notes) console.log(`note: ${note}`);
  },
});
