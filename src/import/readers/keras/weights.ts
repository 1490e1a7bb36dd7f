/** Where the weights of a model's layers are: by the layer's name in the older files, by class and counter in those of Keras 3. */

import { ImportError, shown } from '../../error.ts';
import type { Hdf5Object } from '../../hdf5/index.ts';
import type { LayerConfig } from './config.ts';
import { countsOf } from './layers/counts.ts';
import { type Tensor, tensorOf } from './tensor.ts';

/** A layer's place in the file of weights. */
export interface Place {
  /** In the order in which the layer made them. */
  weights(): readonly Tensor[];
  /** The place of a part: the cell of an RNN, the layer of a wrapper. */
  inside(part: string): Place;
  /** The places of the layers of a model, or of what another list of it holds. */
  layersOf(layers: readonly LayerConfig[], list?: string): Place[];
}

/** The older form: a group for each layer, which lists its weights in order. `model_weights` of Keras 1 to 3. */
export function legacyPlace(group: Hdf5Object, file: string): Place {
  return {
    weights: () => [],
    inside: () => legacyPlace(group, file),
    layersOf(layers) {
      return layers.map(({ name }) => {
        const found = name === '' ? null : group.find(name);
        return listPlace(found === null ? [] : listed(found, file), file);
      });
    },
  };
}

/** The weights of a group, as its attribute lists them. A long list is cut into `weight_names0`, `weight_names1`, … */
function listed(group: Hdf5Object, file: string): Tensor[] {
  const one = group.attribute('weight_names');
  const parts = one === undefined ? chunks(group) : [one];
  const names = parts.flatMap((part) =>
    Array.isArray(part) ? part : typeof part === 'string' ? [part] : [],
  );
  return names.map((name) => {
    const found = group.find(name);
    if (!found?.isDataset)
      throw new ImportError(
        `${file}: ${group.path} lists the weight ${shown(name)}, which is not there: the file is damaged`,
      );
    return tensorOf(found);
  });
}

function chunks(group: Hdf5Object) {
  const found = [];
  for (let k = 0; ; k++) {
    const part = group.attribute(`weight_names${k}`);
    if (part === undefined) return found;
    found.push(part);
  }
}

/** All weights of a layer; of a nested model those that train first, of all its layers, and then the others. */
function listPlace(tensors: readonly Tensor[], file: string): Place {
  return {
    weights: () => tensors,
    inside: () => listPlace(tensors, file),
    layersOf(layers) {
      const counts = layers.map((layer) => countsOf(layer));
      let next = 0;
      const trained = counts.map((count) => tensors.slice(next, (next += count.trained)));
      const places = counts.map((count, k) =>
        listPlace([...trained[k], ...tensors.slice(next, (next += count.fixed))], file),
      );
      if (next !== tensors.length)
        throw new ImportError(
          `${file}: a model inside the model has ${tensors.length} weights, its layers need ${next}: save it without nesting`,
        );
      return places;
    },
  };
}

/** What Keras makes of a class name to name a group: `SimpleRNN` is `simple_rnn`. */
const snakeCase = (name: string): string =>
  name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** The form of Keras 3: `layers/lstm_1/cell/vars/0`, the second LSTM whatever its name. */
export class NumberedWeights {
  private readonly datasets = new Map<string, Hdf5Object>();
  /** Names of layers, which newer versions write beside the weights. */
  private readonly names = new Map<string, string>();
  private readonly groups = new Set<string>();

  constructor(
    root: Hdf5Object,
    private readonly file: string,
  ) {
    this.collect(root, '', 0);
  }

  place(): Place {
    const containers = ['layers', '_layer_checkpoint_dependencies'];
    return this.at('', containers.find((name) => this.groups.has(name)) ?? 'layers');
  }

  private at(path: string, container: string): Place {
    return {
      weights: () => this.weights(path),
      inside: (part) => this.at(`${path}/${part}`, container),
      layersOf: (layers, list = container) =>
        this.layersOf(path === '' ? list : `${path}/${list}`, layers, container),
    };
  }

  private layersOf(inside: string, layers: readonly LayerConfig[], container: string): Place[] {
    const used = new Map<string, number>();
    return layers.map(({ kind, name }) => {
      const stem = snakeCase(kind);
      const count = used.get(stem) ?? 0;
      used.set(stem, count + 1);
      const counted = `${inside}/${count === 0 ? stem : `${stem}_${count}`}`;
      const skips = container !== 'layers' && inside === container;
      const found = (skips ? this.kin(inside, stem)[count] : undefined) ?? counted;
      return this.at(this.named(inside, found, name), container);
    });
  }

  /** Groups of a class in the order of their counters. Keras 2.12 counted layers with weights twice: `dense`, `dense_2`. */
  private kin(inside: string, stem: string): string[] {
    const counter = (path: string): number => {
      const name = path.startsWith(`${inside}/`) ? path.slice(inside.length + 1) : '';
      if (name === stem) return 0;
      const [, digits] = /_(\d+)$/.exec(name) ?? [];
      return digits !== undefined && name === `${stem}_${digits}` ? Number(digits) : -1;
    };
    return [...this.groups].filter((path) => counter(path) >= 0).sort((a, b) => counter(a) - counter(b));
  }

  /** The group by its counter, unless it says that it is of another layer and one group says that it is of this one. */
  private named(inside: string, counted: string, name: string): string {
    const said = this.names.get(counted);
    if (said === undefined || said === name) return counted;
    const others = [...this.names].filter(
      ([path, other]) => other === name && path.slice(0, path.lastIndexOf('/')) === inside,
    );
    return others.length === 1 ? others[0][0] : counted;
  }

  private weights(path: string): Tensor[] {
    const found: Tensor[] = [];
    for (;;) {
      const next = this.datasets.get(`${path}/vars/${found.length}`);
      if (next === undefined) return found;
      found.push(tensorOf(next));
    }
  }

  /** Paths as they would be on any system: some versions join them by a backslash on Windows. */
  private collect(group: Hdf5Object, path: string, depth: number): void {
    if (depth > 32) throw new ImportError(`${this.file}: ${group.path} lies too deep: the file is damaged`);
    for (const name of group.names) {
      if (path === '' && name === 'optimizer') continue;
      const found = group.find(name);
      const full = `${path === '' ? '' : `${path}/`}${name.replaceAll('\\', '/')}`;
      if (found === null) continue;
      if (found.isDataset) {
        this.datasets.set(full, found);
        continue;
      }
      for (let end = full.length; end > 0; end = full.lastIndexOf('/', end - 1))
        this.groups.add(full.slice(0, end));
      const said = full.endsWith('/vars') ? found.text('name') : undefined;
      if (said !== undefined) this.names.set(full.slice(0, -'/vars'.length), said);
      this.collect(found, full, depth + 1);
    }
  }
}
