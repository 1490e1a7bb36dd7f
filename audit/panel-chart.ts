/** The charts of a panel. */
import type { Histogram, PointChart, ScaledAxis } from '../src/charts/chart.ts';
import { density } from '../src/measure/latency.ts';
import type { ClaimResult, PanelResult } from './result.ts';

/** Values that span more than this factor get a logarithmic axis. */
const LOGARITHMIC_FROM = 4;

function scaleOf(values: readonly number[]): ScaledAxis['scale'] {
  const finite = values.filter((value) => Number.isFinite(value));
  const least = Math.min(...finite);
  return least > 0 && Math.max(...finite) / least > LOGARITHMIC_FROM ? 'log' : 'linear';
}

/** A contender's series in charts: all sizes of a family form one. */
const familyOf = ({ family, name }: { readonly family?: string; readonly name: string }): string =>
  family ?? name;

/** Contenders or families, which look the same in all charts of their claim. */
export const contenderNames = ({ panels }: ClaimResult): string[] => [
  ...new Set(panels.flatMap(({ contenders }) => contenders.map(familyOf))),
];

/** The headline metric against parameters: lines join the contenders of a family, baselines are references. */
export function panelChart({ metrics, contenders, baselines }: PanelResult): PointChart {
  const [metric] = metrics;
  const families = [...new Set(contenders.map(familyOf))];
  const points = contenders.map(({ errors }) => errors.wasmF32[metric.key].median);
  const references = baselines
    .filter(({ errors }) => Number.isFinite(errors[metric.key]))
    .map(({ name, parameters, errors }) => ({
      name: parameters > 0 ? `${name} (${parameters.toLocaleString('en')})` : name,
      y: errors[metric.key],
    }));
  return {
    kind: 'points',
    title: `${metric.label} against parameters`,
    note: 'WASM f32: the median over seeds, with its 95 % interval as a bar; dashed lines are baselines.',
    x: { label: 'parameters', unit: '', scale: 'log' },
    y: {
      label: metric.label,
      unit: metric.unit,
      scale: scaleOf([...points, ...references.map(({ y }) => y)]),
    },
    series: families.map((name) => ({
      name,
      line: contenders.filter((one) => familyOf(one) === name).length > 1,
      points: contenders
        .filter((one) => familyOf(one) === name)
        .map(({ parameters, errors }) => {
          const { median, interval } = errors.wasmF32[metric.key];
          return { x: Math.max(1, parameters), y: median, interval };
        })
        .sort((a, b) => a.x - b.x),
    })),
    references,
  };
}

/** Step times of each contender. */
export const latencyChart = ({ contenders }: PanelResult): Histogram => ({
  kind: 'histogram',
  title: 'How long a step takes',
  note: 'WASM f32, one step at a time on one core.',
  x: { label: 'time of a step', unit: '' },
  y: { label: 'steps', unit: '% per 1 % of time' },
  series: contenders.map(({ name, latency }) => ({ name, ...density(latency.histogram) })),
});
