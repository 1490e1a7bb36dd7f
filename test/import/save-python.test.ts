import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporary } from '../folder.ts';
import { read } from './build-file.ts';

const noPython = spawnSync('python3', ['--version']).status !== 0;
if (noPython) console.log('skipped: python3 is not here');

/** Saves Python's expression of a dict with the example's script; what it printed as error, or the file. */
function savedByPython(dictionary: string): { error: string; bytes: Uint8Array | null } {
  const path = join(temporary(), 'python.safetensors');
  const program = `import sys\nfrom save_safetensors import save\n${dictionary}\nsave(values, sys.argv[1], {"format": "pt"})`;
  const examples = fileURLToPath(new URL('../../examples', import.meta.url));
  const env = { ...process.env, PYTHONPATH: examples, PYTHONDONTWRITEBYTECODE: '1' };
  const { stderr } = spawnSync('python3', ['-X', 'utf8', '-c', program, path], { env, encoding: 'utf8' });
  return { error: stderr, bytes: existsSync(path) ? new Uint8Array(readFileSync(path)) : null };
}

describe.skipIf(noPython)('examples/save_safetensors.py', () => {
  test('saves nested lists and what has a shape as float32, to be read here', () => {
    const { error, bytes } = savedByPython(`
class Tensor:
    shape = (3, 0)
    def tolist(self): return [[], [], []]
values = {"W": [[0.1, 2, -3], [4e-45, 3.4e38, -0.0]], "scale": 0.5, "ü": [True, False], "none": Tensor()}`);
    expect(error).toBe('');
    const given = [
      { name: 'W', shape: [2, 3], data: [0.1, 2, -3, 4e-45, 3.4e38, -0] },
      { name: 'scale', shape: [], data: [0.5] },
      { name: 'ü', shape: [2], data: [1, 0] },
      { name: 'none', shape: [3, 0], data: [] },
    ];
    const { tensors, metadata } = read(bytes!);
    expect(metadata).toEqual({ format: 'pt' });
    expect([...tensors.values()]).toEqual(
      given.map((t) => ({ ...t, dtype: 'F32', data: Float64Array.from(t.data, Math.fround) })),
    );
  });

  test.each([
    ['[[1, 2], [3]]', 'ValueError: W: a list has 1 elements where the first has 2'],
    ['[1.0, float("nan")]', 'ValueError: W: an element is not finite'],
    ['[1e39]', 'ValueError: W: float too large to pack with f format'],
    ['["one"]', 'ValueError: W: must be real number, not str'],
    ['[[1], 2]', 'ValueError: W: '],
    ['None', 'ValueError: W: '],
  ])('does not save %s', (value, message) => {
    const { error, bytes } = savedByPython(`values = {"b": [1], "W": ${value}}`);
    expect(error).toContain(message);
    expect(bytes).toBeNull();
  });
});
