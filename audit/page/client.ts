/** The script of the report: draws the charts, again when the width or the colour scheme changes and for the printer. */
import './style.css';
import { heatMap } from '../../src/charts/heat-map.ts';
import { histogram } from '../../src/charts/histogram.ts';
import { lineChart } from '../../src/charts/line-chart.ts';
import { dark, light } from '../../src/charts/palette.ts';
import { append, type Place } from '../../src/charts/place.ts';
import { pointChart } from '../../src/charts/point-chart.ts';
import { familyOf, panelChart } from '../panel-chart.ts';
import type { Audit, ClaimResult } from '../result.ts';
import { copyButtons } from './copy.ts';

const audit: Audit = JSON.parse(document.getElementById('audit')!.textContent!);
const places = [...document.querySelectorAll<HTMLElement>('[data-chart]')];
const hidden = new Map(places.map((element) => [element, new Set<number>()]));
const widths = new Map<HTMLElement, number>();
const darkScheme = matchMedia('(prefers-color-scheme: dark)');

/** Fits the width of A4 and Letter within the margins. */
const PRINT_WIDTH = 640;
let printing = false;

/** Contenders, or their families, look the same in all charts of their claim. */
const contendersOf = ({ panels }: ClaimResult): string[] => [
  ...new Set(panels.flatMap(({ contenders }) => contenders.map(familyOf))),
];

function drawInto(place: Place): void {
  const { chart: kind, claim: c, index, panel: p } = place.element.dataset;
  const claim = audit.claims[Number(c)];
  const contenders = contendersOf(claim);
  const chart = claim.charts[Number(index)];
  if (kind === 'scatter') pointChart(place, panelChart(claim.panels[Number(p)]), contenders);
  else if (kind === 'latency') histogram(place, claim.panels[Number(p)], contenders);
  else if (chart?.kind === 'lines') lineChart(place, chart, contenders);
  else if (chart?.kind === 'heat') heatMap(place, chart);
  else if (chart?.kind === 'points') pointChart(place, chart, contenders);
  else throw new TypeError(`no chart of the kind "${kind}" is known`);
}

/** Draws one chart; an error is shown in its place and leaves the others alone. */
function draw(element: HTMLElement): void {
  const available = Math.floor(element.clientWidth);
  widths.set(element, available);
  element.replaceChildren();
  try {
    drawInto({
      element,
      width: printing ? PRINT_WIDTH : Math.max(240, available),
      theme: darkScheme.matches && !printing ? dark : light,
      hidden: hidden.get(element)!,
    });
    element.dataset.drawn = 'true';
  } catch (error) {
    element.replaceChildren();
    append(element, 'p', 'failure', `This chart could not be drawn: ${(error as Error).message}`);
    element.dataset.drawn = 'false';
  }
}

function drawAll(): void {
  for (const element of places) draw(element);
}

function print(now: boolean): void {
  if (printing === now) return;
  printing = now;
  for (const details of document.querySelectorAll('details')) {
    if (now) details.dataset.wasOpen = String(details.open);
    details.open = now || details.dataset.wasOpen === 'true';
  }
  drawAll();
}

drawAll();
copyButtons();
darkScheme.addEventListener('change', drawAll);
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', ({ matches }) => print(matches));

const resized = new ResizeObserver((entries) => {
  if (printing) return;
  requestAnimationFrame(() => {
    for (const { target } of entries)
      if (target instanceof HTMLElement && target.clientWidth !== widths.get(target)) draw(target);
  });
});
for (const element of places) resized.observe(element);
