/** A heat map that scrolls: a row of colour for each unit. The range of colours only grows, so that a colour keeps its meaning. */
import { canvas, colourBar, image, type Levels } from '../../../src/charts/heat-map.ts';
import { append, type Place, widthOf } from '../../../src/charts/place.ts';
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
    const levels: Levels = {
      min: this.#min,
      max: this.#max,
      log: false,
      clipped: false,
      level: (value) => (value - this.#min) / (this.#max - this.#min),
    };
    if (grew || this.#bar?.childElementCount === 0) {
      this.#bar!.replaceChildren();
      colourBar({ ...place, element: this.#bar! }, { label, unit: '' }, levels);
    }
    const context = this.#context!;
    const width = place.width - left;
    context.fillStyle = place.theme.grid;
    context.fillRect(left, 0, width, height);
    context.imageSmoothingEnabled = false;
    const x = { values: rows[0].map((_, i) => i) };
    context.drawImage(image({ x, rows }, rows[0].length, levels), left, 0, width, height);
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
