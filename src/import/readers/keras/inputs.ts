/** The inputs of a step, from the shapes that the file gives. */
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json } from '../../json.ts';
import type { LayerConfig } from './config.ts';
import { isSequential, isWindow, layersOf } from './described.ts';
import { referencesOf } from './inbound.ts';

export interface InputShape {
  /** Numbers of one step. */
  readonly width: number;
  /** It is a row without steps. */
  readonly single: boolean;
  /** The length of a window, where the file gives one; else 0. */
  readonly steps: number;
}

/** [batch, steps, inputs] or [batch, inputs], under the names of all versions; null if there is none. */
function shapeOf({ config }: LayerConfig): readonly unknown[] | null {
  const found = config.batch_shape ?? config.batch_input_shape;
  if (Array.isArray(found)) return found;
  return Array.isArray(config.shape) ? [null, ...config.shape] : null;
}

/** The shape of an input layer, or of a layer that stands first. @throws ImportError if it does not tell the inputs of a step */
export function inputOf(layer: LayerConfig): InputShape {
  return fromShape(shapeOf(layer), (what) => layer.error(what));
}

function fromShape(shape: unknown, error: (what: string) => ImportError): InputShape {
  if (!Array.isArray(shape) || shape.length < 2)
    throw error(`the shape ${shown(shape)} does not tell the inputs of a step`);
  if (shape.length > 3)
    throw error(
      `the shape ${shown(shape)} has ${shape.length} dimensions; [batch, steps, inputs] can be read`,
    );
  const width = shape.at(-1);
  if (!Number.isSafeInteger(width) || width < 1 || width > 65_536)
    throw error(
      `the shape ${shown(shape)} does not tell how many inputs a step has: save the model with a fixed last dimension`,
    );
  const steps = shape.length === 3 && Number.isSafeInteger(shape[1]) ? shape[1] : 0;
  return { width, single: shape.length === 2, steps };
}

/** What a step of the whole model reads. */
export function inputsOf(described: Json, file: string, note: (text: string) => void): InputShape {
  const layers = layersOf(described, file);
  if (layers.length === 0) throw new ImportError(`${file}: the model has no layers`);
  const config = isObject(described.config) ? described.config : {};
  return isSequential(described)
    ? ofSequential(layers, config, file, note)
    : ofFunctional(layers, config, file, note);
}

function ofSequential(
  layers: readonly LayerConfig[],
  config: Json,
  file: string,
  note: (text: string) => void,
): InputShape {
  const [first] = layers;
  const leading = layers.find(({ kind }) => kind !== 'InputLayer');
  const nested = first.kind !== 'InputLayer' && Array.isArray(first.config.layers);
  if (nested && shapeOf(first) === null && config.build_input_shape === undefined)
    return inputsOf(first.described, file, note);
  const shape = shapeOf(first) ?? config.build_input_shape;
  const found = fromShape(shape, (what) => first.error(what));
  if (!leading || !isWindow(leading)) return found;
  // rows of a whole window
  const [steps, width] = leading.config.target_shape as unknown[];
  if (!Number.isSafeInteger(width) || (width as number) < 1 || found.width % (width as number) !== 0)
    throw leading.error(
      `the shape ${shown(leading.config.target_shape)} does not divide ${found.width} inputs into steps`,
    );
  note(
    `${leading.title} makes ${shown(steps)} steps of ${width} numbers from a row of ${found.width}: a step of the blob takes ${width}`,
  );
  return { width: width as number, single: false, steps: Number(steps) || 0 };
}

function ofFunctional(
  layers: readonly LayerConfig[],
  config: Json,
  file: string,
  note: (text: string) => void,
): InputShape {
  const named = new Map(layers.map((layer) => [layer.name, layer]));
  const shapes = referencesOf(config.input_layers, file, 'input_layers').map(({ layer: name }) => {
    const layer = named.get(name);
    if (!layer)
      throw new ImportError(
        `${file}: the model's input ${shown(name)} is none of its layers: the file is damaged`,
      );
    return { name, ...inputOf(layer) };
  });
  if (shapes.length > 1) {
    const parts = shapes.map(({ name, width }) => `${name} (${width})`).join(', ');
    note(`the model has ${shapes.length} inputs: the blob takes them side by side, as ${parts}`);
  }
  return {
    width: shapes.reduce((sum, { width }) => sum + width, 0),
    single: shapes.every(({ single }) => single),
    steps: shapes[0].steps,
  };
}
