/** The description of a model: its layers, and of which kind it is. */
import { ImportError, shown } from '../../error.ts';
import { isObject, type Json } from '../../json.ts';
import { LayerConfig } from './config.ts';

/** The layers of a model. Until Keras 2.2.3 the description of a Sequential is their list itself. */
export function layersOf(described: Json, file: string, depth = 0): LayerConfig[] {
  const { config, class_name: kind } = described;
  const layers = Array.isArray(config) ? config : isObject(config) ? config.layers : null;
  if (!Array.isArray(layers) || !layers.every(isObject))
    throw new ImportError(
      `${file}: the model is of the class ${shown(kind)}, whose layers the file does not list: only Sequential and functional models can be read`,
    );
  if (depth > 16) throw new ImportError(`${file}: models inside models, too deep: the file is damaged`);
  return layers.map((layer) => new LayerConfig(file, layer));
}

export const isSequential = ({ class_name: kind, config }: Json): boolean =>
  Array.isArray(config) || (kind === 'Sequential' && isObject(config) && config.input_layers === undefined);

/** A Reshape of rows to windows of steps, which `inputOf` has read. */
export const isWindow = ({ kind, config: { target_shape: target } }: LayerConfig): boolean =>
  kind === 'Reshape' && Array.isArray(target) && target.length === 2;
