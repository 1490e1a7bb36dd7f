import { unknownKey } from '../check/keys.ts';
import { meant } from '../check/nearest.ts';
import type { ModelClass } from './classes/class.ts';
import { classes } from './classes/index.ts';
import type { ConfigFile } from './config.ts';
import { ImportError, shown } from './error.ts';
import type { Outline } from './safetensors.ts';
import { listed } from './unread.ts';

interface Recognised {
  readonly found: ModelClass;
  /** The prefix of its tensors' names. */
  readonly prefix: string;
}

/**
 * Finds the class whose signature is among the names, and its prefix.
 * @param prefix which one, if there are several
 * @throws ImportError if there is none or several; it lists what there is
 */
export function recognise(tensors: ReadonlyMap<string, Outline>, file: string, prefix?: string): Recognised {
  const names = [...tensors.keys()];
  const hits = classes.flatMap((found) =>
    names
      .filter((name) => name === found.signature || name.endsWith(`.${found.signature}`))
      .map((name) => ({
        found,
        prefix: name.slice(0, -found.signature.length).replace(/(^|\.)rnn_cell\.$/, '$1'),
      })),
  );
  // a wired closed form contains the heads of an unwired one
  const own = hits.filter(({ prefix: one }) => !/(^|\.)layer_\d+\.$/.test(one));
  const wanted = prefix === undefined ? own : own.filter((hit) => hit.prefix === prefix);
  if (wanted.length === 1) return wanted[0];
  const there = own
    .slice(0, 5)
    .map((hit) => `${shown(hit.prefix)} (${hit.found.names.join(' or ')})`)
    .join(', ')
    .concat(own.length > 5 ? ` and ${own.length - 5} more` : '');
  if (wanted.length > 1)
    throw new ImportError(
      `${file}: holds ${wanted.length} networks: say which one with --prefix: ${there}; or several in sequence, by comma`,
    );
  if (own.length > 0)
    throw new ImportError(
      `${file}: no network has the prefix ${shown(prefix)}; there are ${there}${whole(prefix, own)}`,
    );
  const signatures = classes.map((one) => `${one.signature} (${one.names.join(', ')})`).join(', ');
  throw new ImportError(
    `${file}: is of no known class: expected a tensor ${signatures}; found ${listed([...tensors.values()])}`,
  );
}

/** The full prefix, if the given one is only incomplete. */
function whole(prefix: string | undefined, hits: readonly Recognised[]): string {
  const near = hits.filter((hit) => hit.prefix.endsWith(`.${prefix}`) || hit.prefix.startsWith(`${prefix}`));
  return near.length === 1 ? `: did you mean --prefix ${near[0].prefix}?` : '';
}

/** @throws ImportError if the configuration is of another class or has an argument unknown to the class */
export function checkConfig(given: ConfigFile, found: ModelClass, file: string): void {
  const unknown = unknownKey(given, ['class', 'args', 'wiring']);
  if (unknown !== null) throw new ImportError(`${file}: the configuration has ${unknown}`);
  const { class: name, args = {} } = given;
  const is = found.names.join(' or ');
  const known = classes.flatMap(({ names }) => names);
  if (name !== undefined && !known.includes(name))
    throw new ImportError(
      `${file}: the configuration says class ${shown(name)}, which is not known${meant(name, known)}`,
    );
  if (name !== undefined && !found.names.includes(name))
    throw new ImportError(`${file}: the configuration says class ${name}, the tensors are those of ${is}`);
  const strange = Object.keys(args).find((arg) => !found.args.includes(arg));
  if (strange !== undefined)
    throw new ImportError(
      `${file}: the option ${shown(strange)} is none of ${is}${meant(strange, found.args) || `: there are ${found.args.join(', ')}`}`,
    );
}
