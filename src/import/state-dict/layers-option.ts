/** The option `layers`: names of modules in their order, with the activation behind each. */
import { type Activation, type ActivationName, activationNames } from '../../cells/activation.ts';
import { meant } from '../../check/nearest.ts';
import { ImportError, shown } from '../error.ts';

export interface Item {
  readonly name: string;
  /** How a tensor is used that is no module: `-mean`, `/std`, `*scale`, `+offset`; `+input` adds the inputs. */
  readonly sign: '' | '-' | '/' | '*' | '+';
  readonly activation: Activation;
}

/** PyTorch's names that are spelt otherwise here. */
const aliases: Readonly<Record<string, Activation>> = {
  none: 'linear',
  identity: 'linear',
  swish: 'silu',
  leakyrelu: { name: 'leaky-relu', alpha: 0.01 },
  // of torch.nn: relu6(x + 3) / 6
  hardsigmoid: { name: 'hard-sigmoid', alpha: 1 / 6, beta: 0.5 },
};

/** `encoder:relu,-mean,rnn,head:leaky-relu(0.2)`. @throws ImportError for an activation that is not known, or an empty name */
export function parseLayers(text: string, file: string): Item[] {
  return text.split(/,(?![^(]*\))/).map((part) => {
    const [, sign, name, given] = /^\s*([-+*/]?)\s*([^:]*?)\s*(?::\s*(.*?)\s*)?$/.exec(part) ?? [];
    if (name === undefined || (sign !== '' && name === ''))
      throw new ImportError(
        `${file}: --layers has ${shown(part)}; write names of modules by comma, each with the activation behind it: encoder:relu,rnn,head:tanh`,
      );
    if (sign !== '' && given !== undefined)
      throw new ImportError(
        `${file}: --layers has ${shown(part)}; an activation stands behind a module, not behind a scaling`,
      );
    return { name, sign: sign as Item['sign'], activation: activationOf(given ?? 'linear', part, file) };
  });
}

function activationOf(text: string, part: string, file: string): Activation {
  const [, word = '', constants] = /^([\w-]+)(?:\(([^)]*)\))?$/.exec(text) ?? [];
  const plain = word.toLowerCase().replace(/[-_]/g, '');
  const name = activationNames.find((one) => one.replaceAll('-', '') === plain);
  const numbers = constants?.split(',').map(Number) ?? [];
  const isWrong = numbers.length > 2 || numbers.some((x) => !Number.isFinite(x)) || constants === '';
  if (numbers.length === 0 && !isWrong && Object.hasOwn(aliases, plain)) return aliases[plain];
  if (name === undefined || isWrong)
    throw new ImportError(
      `${file}: --layers has ${shown(part.trim())}; there is no activation ${shown(text)}${meant(text, activationNames) || `: there are ${activationNames.join(', ')}`}`,
    );
  const [alpha, beta] = numbers;
  return alpha === undefined
    ? name
    : { name: name as ActivationName, alpha, ...(beta !== undefined && { beta }) };
}
