/** Multiplies with matrices held in blocks; see `resident/blocks.ts`. */
import { countMultiplyAdds, countTranscendentals, read, readField, readSplat, write } from '../access';
import { OP_GATE } from '../layout';
import { align16 } from '../memory';
import { madd } from '../math/lanes';
import { squash } from '../math/tanh';

/**
 * out = c + T b for a sparse matrix. Each row is the chain of `affine` without the products of the missing blocks, which
 * are zero. c and out hold a vector of four floats for each panel.
 *
 * Two panels at once would hide the latency of the sums, but their columns differ.
 */
// @ts-ignore: decorator
@inline
export function affineSparse<T>(out: usize, weights: usize, b: usize, c: usize, panels: u32): void {
  for (let panel: u32 = 0; panel < panels; panel++, out += 16, c += 16) {
    const count = readField<u32>(weights);
    const blocks = weights + 16 + align16(count << 2);
    countMultiplyAdds(count << 2);
    for (let lane: usize = 0; lane < 16; lane += sizeof<T>()) {
      let sum = read<T>(c + lane);
      let block = blocks + lane;
      for (let i: u32 = 0; i < count; i++, block += 16) {
        sum = madd<T>(read<T>(block), readSplat<T>(b + readField<u32>(weights + 16 + (i << 2))), sum);
      }
      write<T>(out + lane, sum);
    }
    weights = blocks + (count << 4);
  }
}

/**
 * Sums over synapses: with f = gate(slope · b + offset) of each, out = c + Σ weight · f, once for each of two weights.
 * Their results and biases are segments of n floats.
 */
// @ts-ignore: decorator
@inline
export function synapses<T>(out: usize, weights: usize, b: usize, c: usize, n: u32): void {
  const end = <usize>n << 2;
  const segment = align16(end);
  for (let panel: usize = 0; panel < end; panel += 16) {
    const count = readField<u32>(weights);
    const blocks = weights + 16 + align16(count << 2);
    countMultiplyAdds(12 * count);
    for (let at = panel; at < panel + 16; at += sizeof<T>()) {
      let first = read<T>(c + at);
      let second = read<T>(c + segment + at);
      let block = blocks + (at & 15);
      for (let i: u32 = 0; i < count; i++, block += 64) {
        const x = readSplat<T>(b + readField<u32>(weights + 16 + (i << 2)));
        const f = squash<T>(OP_GATE, madd<T>(read<T>(block), x, read<T>(block + 16)));
        first = madd<T>(read<T>(block + 32), f, first);
        second = madd<T>(read<T>(block + 48), f, second);
        countTranscendentals<T>(1, at, panel + 16);
      }
      write<T>(out + at, first);
      write<T>(out + segment + at, second);
    }
    weights = blocks + (count << 6);
  }
}
