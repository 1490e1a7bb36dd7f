/** The form: its lists come from the cells and integrators that there are, so that a new one appears by itself. */
import { type CellName, cells } from '../../../src/cells/index.ts';
import { integrators } from '../../../src/integrators/index.ts';
import { part, setOptions } from './dom.ts';
import { type Settings, type TaskName, tasks } from './tasks.ts';

const control = {
  task: part('task', HTMLSelectElement),
  cell: part('cell', HTMLSelectElement),
  cellSource: part('cell-source', HTMLElement),
  units: part('units', HTMLInputElement),
  integrator: part('integrator', HTMLSelectElement),
  unfolds: part('unfolds', HTMLInputElement),
  fieldOnly: part('field-only', HTMLFieldSetElement),
  epochs: part('epochs', HTMLInputElement),
  rate: part('rate', HTMLInputElement),
  seed: part('seed', HTMLInputElement),
};

/** The value of the list of tasks for data of one's own. */
export const OWN = 'own';

const cellOf = (name: string) => cells[name as CellName]();

export class Setup {
  constructor(changed: {
    readonly task: (task: TaskName | typeof OWN) => void;
    readonly settings: () => void;
  }) {
    setOptions(
      control.task,
      [
        ...Object.entries(tasks).map(([value, { name }]) => ({ value, text: name })),
        { value: OWN, text: 'Your own data …' },
      ],
      Object.keys(tasks)[0],
    );
    setOptions(
      control.cell,
      Object.keys(cells).map((name) => ({ value: name, text: name })),
    );
    setOptions(
      control.integrator,
      integrators.map(({ name }) => ({ value: name, text: name })),
    );
    control.task.addEventListener('change', () => changed.task(control.task.value as TaskName | typeof OWN));
    for (const input of [
      control.cell,
      control.units,
      control.integrator,
      control.unfolds,
      control.epochs,
      control.rate,
      control.seed,
    ])
      input.addEventListener('input', () => {
        this.#follow();
        changed.settings();
      });
  }

  get task(): TaskName | typeof OWN {
    return control.task.value as TaskName | typeof OWN;
  }

  chooseTask(task: TaskName | typeof OWN): void {
    control.task.value = task;
  }

  get settings(): Settings {
    return {
      cell: control.cell.value,
      units: control.units.valueAsNumber,
      integrator: control.integrator.value,
      unfolds: control.unfolds.valueAsNumber,
      epochs: control.epochs.valueAsNumber,
      rate: control.rate.valueAsNumber,
      seed: control.seed.valueAsNumber,
    };
  }

  fill({ cell, units, integrator, unfolds, epochs, rate, seed }: Settings): void {
    control.cell.value = cell;
    control.units.value = String(units);
    control.integrator.value = integrator;
    control.unfolds.value = String(unfolds);
    control.epochs.value = String(epochs);
    control.rate.value = String(rate);
    control.seed.value = String(seed);
    this.#follow();
  }

  /** Maps are not integrated; every cell says where its equation comes from. */
  #follow(): void {
    const { kind, source } = cellOf(control.cell.value);
    control.fieldOnly.disabled = kind !== 'field';
    control.cellSource.textContent = kind === 'field' ? source : `${source}. It has no integrator.`;
  }
}
