/** What names of inputs and outputs tell of states: `h_in` and `h_out`, `h0` and `hn`, `state` and `new_state`. */

/** Words that tell an input of a state, or an output of it, from the state itself. */
const BEFORE = 'in input inputs prev previous old last init initial initials start past pre before i x';
const AFTER = 'out output outputs next new n o y final fin present post after updated upd cur current t';
/** Words that a state is called by. */
const STATES =
  'h c hx cx hidden hiddens cell cells state states mem memory carry rnn gru lstm recurrent context cache latent';
/** Words of what a model is fed with, and gives, in each step. */
const SIGNALS =
  'obs observation observations x y u input inputs output outputs audio signal action actions image features frame speech ' +
  'wave waveform pcm noisy clean data sample samples command commands value values reward mask length lengths';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const [before, after, states, signals] = [BEFORE, AFTER, STATES, SIGNALS].map(set);

/** A short name of a state with its side: `hn`, `h0`, `cx`, `state_in`. */
const JOINED =
  /^(h|c|s|hidden|state|states|cell|mem|memory|rnn|gru|lstm)(in|out|new|next|prev|init|old|n|t|i|o|x|y)?(\d*)$/;

/** The words of a name in lower case, numbers apart. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .flatMap((word) => {
      const joined = JOINED.exec(word);
      if (joined) return joined.slice(1);
      return word.split(/(?<=[a-z])(?=\d)/);
    })
    .filter((word) => word);
}

/** A name that an exporter made up, as `onnx::Gemm_1` or `27`: it tells nothing. */
export const isMadeUp = (name: string): boolean => name.includes('::') || /^\d+$/.test(name);

const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** How much of a name counts: first only whole words of a side are left out, then letters such as x and n, then numbers. */
type Level = 'words' | 'letters' | 'numbers';

/** A state's own name, without the words of its side; empty if nothing is left. */
function stem(name: string, side: ReadonlySet<string>, level: Level): string {
  return wordsOf(name)
    .filter((word) => !side.has(word) || (level === 'words' && word.length === 1))
    .filter((word) => level !== 'numbers' || !isNumber(word))
    .join('_');
}

export const looksLikeState = (name: string): boolean => wordsOf(name).some((word) => states.has(word));
export const looksLikeSignal = (name: string): boolean => {
  const words = wordsOf(name).filter((word) => !isNumber(word));
  return words.some((word) => signals.has(word)) && !words.some((word) => states.has(word));
};

/**
 * Pairs of an input and an output that have one name but for the words of their sides, numbers included first.
 * @param fits whether their shapes agree
 */
export function pairedByName(
  inputs: readonly string[],
  outputs: readonly string[],
  fits: (input: string, output: string) => boolean,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const level of ['words', 'letters', 'numbers'] as const) {
    const [left, right] = [
      inputs.filter((name) => !found.has(name)),
      outputs.filter((name) => ![...found.values()].includes(name)),
    ];
    const alike = (input: string, output: string): boolean => {
      const own = stem(input, before, level);
      return own !== '' && own === stem(output, after, level) && fits(input, output);
    };
    for (const input of left) {
      const choices = right.filter((output) => alike(input, output));
      const [only] = choices;
      if (choices.length === 1 && left.filter((other) => alike(other, only)).length === 1)
        found.set(input, only);
    }
  }
  return found;
}
