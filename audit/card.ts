import type { TrainedContender } from '../src/jobs/contender.ts';
import { hashLine, hashOf } from '../src/measure/output-hash.ts';
import { machinePredictor } from '../src/measure/predictor.ts';
import { loadSync } from '../src/runtime/index.ts';
import type { Claim, KeptModel, Panel } from './claim.ts';
import { blobsOf } from './measure.ts';

/** A blob of the first seed, and its page. */
export interface Kept {
  readonly file: string;
  readonly blob: Uint8Array;
  readonly card: string;
}

/**
 * Makes the blob that a claim keeps of a contender, and its card: task, data, seed, errors beside the baselines, hash, sizes.
 * @param command that makes it
 */
export function keep(
  claim: Claim,
  panel: Panel,
  { contender, runs: [first] }: TrainedContender,
  kept: KeptModel,
  command: string,
): Kept {
  const { model: network, [kept.weights]: blob } = blobsOf(contender, new Map(first.parameters));
  const machine = loadSync(blob, { name: kept.file });
  const rows = [
    {
      name: `${contender.name}, ${kept.weights} in WebAssembly`,
      parameters: network.parameterCount,
      errors: panel.evaluate(machinePredictor(machine)),
    },
    ...panel.baselines(),
  ];
  const { memory } = machine;
  const hash = hashOf(machine);
  machine.dispose();
  const layers = contender.model.layers.map(
    ({ cell, units, integrator, unfolds }) =>
      `\`${cell}\`, ${units} units${integrator ? `, \`${integrator}\`, ${unfolds} unfold${unfolds === 1 ? '' : 's'}` : ''}`,
  );
  const card = [
    `# ${kept.file}.mns`,
    '',
    `${contender.name} on ${panel.label}: ${layers.join('; ')}; read-out ${contender.model.readout}; ` +
      `seed ${contender.seeds[0]}. A model of the claim “${claim.title}”.`,
    '',
    ...claim.protocol.map((line) => `- ${line}.`),
    '',
    `| test | parameters | ${panel.metrics.map((m) => m.label).join(' | ')} |`,
    `| --- | --- | ${panel.metrics.map(() => '---').join(' | ')} |`,
    ...rows.map(
      (row) =>
        `| ${row.name} | ${row.parameters} | ${panel.metrics.map((m) => row.errors[m.key].toPrecision(5)).join(' | ')} |`,
    ),
    '',
    hashLine(hash),
    '',
    `Blob ${blob.length} bytes, ${memory.residentBytes} bytes in memory and ${memory.sessionBytes} a session` +
      `${contender.probes ? `; probes ${contender.probes.join(', ')}` : ''}. Made by`,
    '',
    '```sh',
    `${command} --models models`,
    '```',
    '',
  ].join('\n');
  return { file: kept.file, blob, card };
}
