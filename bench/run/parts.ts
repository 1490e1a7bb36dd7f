/** The parts of `npm run bench`, each a program of its own that prints JSON with --json. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** In the order in which they run; bench/<name>.ts each. */
export const partNames = [
  'step',
  'synapses',
  'loop',
  'cold',
  'scale',
  'train',
  'compensation',
  'weights',
] as const;
export type PartName = (typeof partNames)[number];

export type Outcome =
  | { readonly kind: 'measured'; readonly data: object; readonly seconds: number }
  | { readonly kind: 'failed'; readonly why: string; readonly seconds: number }
  | { readonly kind: 'absent' };

const programOf = (part: PartName): string => `dist/bench-${part}.js`;

/** Runs a part to its end. What it says on stderr is passed on. */
export async function runPart(part: PartName): Promise<Outcome> {
  const program = programOf(part);
  if (!existsSync(program)) return { kind: 'absent' };
  const start = performance.now();
  const child = spawn(process.execPath, [program, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise<number | string>((resolve, reject) =>
    child.once('error', reject).once('close', (status, signal) => resolve(status ?? signal ?? 'no status')),
  );
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) return { kind: 'failed', why: `${program} ended with ${code}`, seconds };
  try {
    return { kind: 'measured', data: JSON.parse(output), seconds };
  } catch (cause) {
    return { kind: 'failed', why: `${program} printed no JSON: ${(cause as Error).message}`, seconds };
  }
}
