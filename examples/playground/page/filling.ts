/** What stands in for missing readings where a model runs. */
import type { Model } from '../../../src/runtime/index.ts';

/** A model whose file does not say what it does with missing readings holds the last ones. */
export const fillingOf = ({ metadata }: Model): { readonly missing?: 'hold' } =>
  metadata.missing === undefined ? { missing: 'hold' } : {};
