/** A heat map that scrolls: a row of colour for each unit. The range of colours only grows, so that a colour keeps its meaning. */
import { digits } from '../../../src/charts/number-format.ts';
import { viridis } from '../../../src/charts/palette.ts';
import { append, font, type Place, widthOf } from './charts/place.ts';
import type { Rows } from './stream.ts';

const HEIGHT = 150;
const ROW = { least: 4, most: 18 };

export class LiveHeatMap {
  #min = Infinity;
  #max = -Infinity;
  #place: Place | null = null;
  #context: CanvasRenderingContext2D | null = null;
  #bar: HTMLElement | null = null;
  #rows = 0;

  /** Draws into another place, or in other colours. */
  place(place: Place): void {
    this.#place = place;
    this.#context = null;
  }

  /** Forgets the range: other values come. */
  forget(): void {
    this.#min = Infinity;
    this.#max = -Infinity;
    this.#context = null;
  }

  /** @param label what the colours are, with its unit */
  draw(rows: Rows, label: string): void {
    const place = this.#place;
    if (!place || rows.length === 0 || rows[0].length < 2) return;
    const grew = this.#grow(rows);
    if (!(this.#max > this.#min)) return;
    const height = rows.length * Math.max(ROW.least, Math.min(ROW.most, Math.round(HEIGHT / rows.length)));
    const left = 12 + widthOf(String(rows.length - 1));
    if (!this.#context || this.#rows !== rows.length) this.#prepare(place, rows.length, height, left);
    if (grew || this.#bar?.childElementCount === 0) {
      this.#bar!.replaceChildren();
      colourBar(this.#bar!, label, this.#min, this.#max);
    }
    const context = this.#context!;
    const width = place.width - left;
    context.fillStyle = place.theme.grid;
    context.fillRect(left, 0, width, height);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#image(rows), left, 0, width, height);
  }

  /** A pixel for each value; what is not finite has none. */
  #image(rows: Rows): HTMLCanvasElement {
    const columns = rows[0].length;
    const pixels = new ImageData(columns, rows.length);
    rows.forEach((row, r) => {
      for (let i = 0; i < columns; i++) {
        const level = (row[i] - this.#min) / (this.#max - this.#min);
        if (Number.isFinite(level)) pixels.data.set([...viridis(level), 255], 4 * (r * columns + i));
      }
    });
    const result = document.createElement('canvas');
    result.width = columns;
    result.height = rows.length;
    result.getContext('2d')!.putImageData(pixels, 0, 0);
    return result;
  }

  /** @returns whether the range has grown so much that the numbers beside the colours change */
  #grow(rows: Rows): boolean {
    let [low, high] = [this.#min, this.#max];
    for (const row of rows)
      for (const value of row) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    if (low >= this.#min && high <= this.#max) return false;
    this.#min = low;
    this.#max = high;
    return true;
  }

  #prepare(place: Place, rows: number, height: number, left: number): void {
    place.element.replaceChildren();
    const context = canvas(place.element, place.width, height);
    context.fillStyle = place.theme.muted;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    const each = height / rows;
    for (let r = 0; r < rows; r += Math.ceil(14 / each))
      context.fillText(String(r), left - 5, Math.max(6, (r + 0.5) * each));
    this.#context = context;
    this.#rows = rows;
    this.#bar = append(place.element, 'div', '');
  }
}

/** A canvas of so many CSS pixels. */
function canvas(parent: HTMLElement, width: number, height: number): CanvasRenderingContext2D {
  const element = append(parent, 'canvas', '');
  const ratio = Math.max(1, devicePixelRatio);
  element.width = Math.round(width * ratio);
  element.height = Math.round(height * ratio);
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  const context = element.getContext('2d')!;
  context.scale(ratio, ratio);
  context.font = font;
  return context;
}

/** The colours from the least to the greatest value, with what they are. */
function colourBar(element: HTMLElement, label: string, min: number, max: number): void {
  const bar = append(element, 'div', 'colour-bar');
  append(bar, 'span', '', `${label}:`);
  const scale = append(bar, 'span', 'scale');
  append(scale, 'span', '', digits(min));
  const context = canvas(scale, 140, 12);
  const gradient = context.createLinearGradient(0, 0, 140, 0);
  for (let i = 0; i <= 18; i++) gradient.addColorStop(i / 18, `rgb(${viridis(i / 18).join(' ')})`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 140, 12);
  append(scale, 'span', '', digits(max));
}
