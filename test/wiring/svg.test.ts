import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { buildWiring, countSynapses, type Wiring, wiringSvg } from '../../src/wiring/index.ts';

const drawn = (wiring: Wiring, title?: string) => {
  const svg = wiringSvg(wiring, { title });
  return { svg, document: parseHTML(svg).document };
};
const numbersOf = (path: string): number[] => (path.match(/-?[\d.]+/g) ?? []).map(Number);

test.each([
  ['auto-ncp', buildWiring({ type: 'auto-ncp', outputs: 2 }, { inputs: 1, units: 5 })],
  ['auto-ncp', buildWiring({ type: 'auto-ncp', outputs: 10 }, { inputs: 8, units: 100 })],
  ['fully-connected', buildWiring({ type: 'fully-connected' }, { inputs: 3, units: 40 })],
])('every neuron and synapse of %s is drawn once, inside the picture', (_, wiring) => {
  const { document } = drawn(wiring);
  const [, , width, height] = numbersOf(document.querySelector('svg')?.getAttribute('viewBox') ?? '');
  const circles = [...document.querySelectorAll('circle')];
  expect(circles).toHaveLength(wiring.inputs + wiring.units);
  const centres = circles.map((circle) => `${circle.getAttribute('cx')} ${circle.getAttribute('cy')}`);
  expect(new Set(centres).size).toBe(centres.length);
  const [shiftX, shiftY] = numbersOf(document.querySelector('g[transform]')?.getAttribute('transform') ?? '');
  for (const [name, colour] of [
    ['excitatory', '#0072b2'],
    ['inhibitory', '#d55e00'],
  ] as const) {
    const paths = [...document.querySelectorAll(`g[stroke="${colour}"] path`)];
    const count = countSynapses(wiring).reduce((sum, entry) => sum + entry[name], 0);
    expect(paths).toHaveLength(count);
    expect(document.documentElement.textContent).toContain(`${name} ${count}`);
    for (const path of paths) {
      const numbers = numbersOf(path.getAttribute('d') ?? '');
      expect(numbers).toHaveLength(8);
      for (const [k, at] of numbers.entries()) {
        // Control points may lie outside; the curve stays within the margins.
        const [shift, size] = k % 2 ? [shiftY, height] : [shiftX, width];
        expect(at + shift).toBeGreaterThan(-40);
        expect(at + shift).toBeLessThan(size + 40);
      }
    }
  }
});

test('names and titles are text, whatever they hold', () => {
  const name = `<b onclick="alert('1')">&amp;`;
  const wiring = buildWiring(
    { type: 'matrices', outputs: 1, layers: [{ name, units: [0] }], sensory: ['+'], recurrent: ['-'] },
    { inputs: 1, units: 1 },
  );
  const { svg, document } = drawn(wiring, name);
  expect(svg).not.toContain('<b');
  expect(document.querySelector('svg')?.getAttribute('aria-label')).toBe(name);
  expect([...document.querySelectorAll('text')].map((text) => text.textContent)).toContain(name);
});
