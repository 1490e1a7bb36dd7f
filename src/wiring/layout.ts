/** Where a picture of a wiring has its neurons, and the paths of its synapses. */
import { ids, type Wiring } from './wiring.ts';

export interface Neuron {
  /** Its id among the inputs or among the units. */
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly column: number;
}

export interface Column {
  readonly name: string;
  readonly neurons: readonly Neuron[];
}

export interface Synapse {
  readonly source: Neuron;
  readonly target: Neuron;
  readonly polarity: number;
  /** The d of a path, from the rim of the source to the rim of the target. */
  readonly path: string;
}

export interface Layout {
  readonly columns: readonly Column[];
  readonly synapses: readonly Synapse[];
  readonly radius: number;
  /** The size of columns and arcs in pixels, from (0, 0). */
  readonly width: number;
  readonly height: number;
}

/** The usual height of a column in pixels. Very few or very many neurons make it lower or higher. */
const HEIGHT = 960;
const SPACING = { least: 11, most: 44 };
/** Between neighbouring columns. */
const GAP = 210;
/** How far an arc reaches from the middle of a column at most. */
const REACH = 92;

/**
 * Columns from left to right: the inputs, then the layers. A synapse to another column leaves its neuron on that side. An
 * arc within a column hangs on the right if it leads down, on the left if it leads up: so its direction shows without an
 * arrowhead. A synapse of a neuron onto itself is a loop on its right.
 */
export function layOut(wiring: Wiring): Layout {
  const names = [{ name: 'sensory', units: ids(0, wiring.inputs) }, ...wiring.layers];
  const most = Math.max(...names.map(({ units }) => units.length));
  const spacing = Math.min(Math.max(HEIGHT / most, SPACING.least), SPACING.most);
  const radius = Math.min(13, spacing * 0.4);
  const height = spacing * most;
  const scale = { radius, spacing, height };
  const left = REACH;
  const columns = names.map(({ name, units }, column) => ({
    name,
    neurons: units.map((id, row) => ({
      id,
      column,
      x: left + column * GAP,
      y: spacing * (row + (most - units.length) / 2 + 0.5),
    })),
  }));
  const byId = new Map(columns.slice(1).flatMap(({ neurons }) => neurons.map((n) => [n.id, n] as const)));
  const unit = (id: number): Neuron => byId.get(id) as Neuron;
  const units = wiring.units;
  const read = (matrix: Int8Array, source: (row: number) => Neuron): Synapse[] =>
    Array.from(matrix, (polarity, at) => {
      const [from, to] = [source(Math.floor(at / units)), unit(at % units)];
      return { source: from, target: to, polarity, path: polarity ? pathOf(from, to, scale) : '' };
    }).filter(({ polarity }) => polarity !== 0);
  return {
    columns,
    synapses: [...read(wiring.sensory, (row) => columns[0].neurons[row]), ...read(wiring.recurrent, unit)],
    radius,
    width: left + (columns.length - 1) * GAP + REACH,
    height,
  };
}

/** What the paths of a layout share. */
interface Scale {
  readonly radius: number;
  readonly spacing: number;
  readonly height: number;
}

function pathOf(source: Neuron, target: Neuron, scale: Scale): string {
  if (source === target) return loop(source, scale);
  if (source.column === target.column) return arc(source, target, scale);
  const side = target.column > source.column ? 1 : -1;
  const [from, to] = [rim(source, target, side, scale), rim(target, source, -side, scale)];
  const bend = (to.x - from.x) * 0.42;
  // a path that leads back hangs lower, so that it does not cover one that leads forward
  const sag = side < 0 ? scale.spacing : 0;
  return curve(from, { x: from.x + bend, y: from.y + sag }, { x: to.x - bend, y: to.y + sag }, to);
}

/** Longer arcs reach further out; the longest possible one reaches `REACH`. */
function arc(source: Neuron, target: Neuron, scale: Scale): string {
  const span = target.y - source.y;
  const side = Math.sign(span);
  const [from, to] = [rim(source, target, side, scale), rim(target, source, side, scale)];
  // A Bézier curve reaches three quarters of the way to its control points.
  const slope = Math.min(0.45, ((REACH - 2 * scale.radius) * 4) / 3 / scale.height);
  const x = source.x + side * (1.6 * scale.radius + Math.abs(span) * slope);
  return curve(from, { x, y: from.y }, { x, y: to.y }, to);
}

function loop({ x, y }: Neuron, { radius }: Scale): string {
  const [right, half, reach] = [x + radius * 0.8, radius * 0.6, radius * 1.9];
  const control = right + reach;
  return curve(
    { x: right, y: y - half },
    { x: control, y: y - reach },
    { x: control, y: y + reach },
    { x: right, y: y + half },
  );
}

/** A point on one side of a neuron's rim. It moves up with the other neuron, so that ends do not all meet. */
function rim(neuron: Neuron, other: Neuron, side: number, { radius, height }: Scale): Point {
  const across = 1.6 * Math.min(Math.max((other.y - neuron.y) / Math.min(height, 400), -0.5), 0.5);
  return { x: neuron.x + side * radius * Math.sqrt(1 - across * across), y: neuron.y + radius * across };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function curve(...[from, first, second, to]: readonly [Point, Point, Point, Point]): string {
  const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  return `M${at(from)}C${at(first)} ${at(second)} ${at(to)}`;
}
