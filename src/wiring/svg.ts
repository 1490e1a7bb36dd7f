/** A picture of a wiring. */
import { checkOptions } from '../check/options.ts';
import { text } from '../check/rules.ts';
import { type Column, type Layout, layOut, type Neuron, type Synapse } from './layout.ts';
import type { Wiring } from './wiring.ts';

export interface PictureOptions {
  /** A line above the picture; the sizes if left out. */
  readonly title?: string;
}

/** Blue and vermilion of Okabe and Ito, "Color universal design" (2008): the colour-blind tell them apart too. */
const POLARITIES = [
  { name: 'excitatory', polarity: 1, colour: '#0072b2' },
  { name: 'inhibitory', polarity: -1, colour: '#d55e00' },
] as const;
const NEURON = { fill: '#ffffff', sensory: '#e6e4de', line: '#3b3a36' };
const TEXT = '#26251f';
const FADED = '#6a6860';
const MARGIN = { side: 28, top: 96, bottom: 62 };

/**
 * An SVG document: inputs and layers as columns in the order in which signals pass, and their synapses. Arcs within a
 * column lead down on its right and up on its left. Excitatory synapses are blue and end in an arrowhead, inhibitory ones
 * are vermilion and end in a bar; the legend counts both. Meant for 5 to 100 neurons; there may be more.
 */
export function wiringSvg(wiring: Wiring, options: PictureOptions = {}): string {
  checkOptions('wiringSvg', options, { title: text });
  const layout = layOut(wiring);
  const { title = `Wiring: inputs ${wiring.inputs}, units ${wiring.units}, outputs ${wiring.outputs}` } =
    options;
  const width = Math.max(layout.width, 440) + 2 * MARGIN.side;
  const height = layout.height + MARGIN.top + MARGIN.bottom;
  const shift = (width - layout.width) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="14" fill="${TEXT}">`,
    `<rect width="100%" height="100%" fill="#fcfbf8"/>`,
    `<defs>${POLARITIES.map(end).join('')}</defs>`,
    `<text x="${MARGIN.side}" y="36" font-size="17" font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(${number(shift)} ${MARGIN.top})">`,
    synapses(layout),
    ...layout.columns.map((column, at) => neurons(column, layout.radius, at === 0)),
    '</g>',
    legend(layout.synapses, height - MARGIN.bottom / 2),
    '</svg>',
  ].join('\n');
}

/** The mark at a synapse's end: an arrowhead or a bar. It keeps its size whatever the width of the line. */
function end({ name, polarity, colour }: (typeof POLARITIES)[number]): string {
  const shape = polarity > 0 ? 'M0 1L7 4L0 7Z' : 'M5 0.5H7V7.5H5Z';
  return `<marker id="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="${shape}" fill="${colour}"/></marker>`;
}

/** Lines get thinner and more transparent the more of them there are, and lose their marks where these would merge. */
function synapses({ columns, synapses, radius }: Layout): string {
  const crowd = Math.sqrt(synapses.length);
  const stroke = Math.min(1.5, Math.max(0.6, 20 / crowd));
  const opacity = Math.min(0.85, Math.max(0.16, 11 / crowd));
  const marked = radius >= 6 && crowd < 24;
  // Source by source, so that neither colour covers the other where there are many.
  const lines = columns
    .flatMap(({ neurons }) => neurons)
    .flatMap((source) =>
      POLARITIES.map(({ name, polarity, colour }) => {
        const paths = synapses
          .filter((synapse) => synapse.source === source && synapse.polarity === polarity)
          .map(({ path }) => `<path d="${path}"${marked ? ` marker-end="url(#${name})"` : ''}/>`);
        return paths.length ? `<g stroke="${colour}">${paths.join('')}</g>` : '';
      }),
    );
  return `<g fill="none" stroke-width="${number(stroke)}" stroke-opacity="${number(opacity)}">${lines.join('')}</g>`;
}

function neurons({ name, neurons }: Column, radius: number, sensory: boolean): string {
  const fill = sensory ? NEURON.sensory : NEURON.fill;
  const fits = radius >= 6.5;
  const circle = ({ id, x, y }: Neuron): string => {
    const label = fits
      ? `<text x="${number(x)}" y="${number(y)}" dy="0.35em" font-size="${number(radius * 0.95)}">${id}</text>`
      : '';
    return `<g><title>${escaped(name)} ${id}</title><circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="${fill}" stroke="${NEURON.line}"/>${label}</g>`;
  };
  const [{ x }] = neurons;
  const heading = `<text x="${number(x)}" y="-24" font-weight="600">${escaped(name)}</text><text x="${number(x)}" y="-8" font-size="12" fill="${FADED}">${neurons.length}</text>`;
  return `<g text-anchor="middle">${heading}${neurons.map(circle).join('')}</g>`;
}

function legend(all: readonly Synapse[], y: number): string {
  const entries = POLARITIES.map(({ name, polarity, colour }, k) => {
    const count = all.filter((synapse) => synapse.polarity === polarity).length;
    const x = MARGIN.side + k * 190;
    return `<path d="M${x} ${number(y)}h34" stroke="${colour}" stroke-width="2" marker-end="url(#${name})"/><text x="${x + 44}" y="${number(y)}" dy="0.35em">${name} ${count}</text>`;
  });
  return entries.join('');
}

const number = (x: number): string => String(Math.round(x * 100) / 100);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
