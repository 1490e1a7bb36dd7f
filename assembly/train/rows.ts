/*
 * Functions of many numbers: one place for each, and a loop of its own. A processor works on several elements at once, but not
 * far along a chain of two functions.
 */
import { read, write } from './pairs';
import { exponential, logistic, tanh } from './transcendental';

export function logisticOf(to: usize, from: usize, bytes: u32): void {
  for (let j: u32 = 0; j < bytes; j += 16) {
    const both = j + 8 < bytes;
    write(to + j, logistic(read(from + j, both)), both);
  }
}

export function tanhOf(to: usize, from: usize, bytes: u32): void {
  for (let j: u32 = 0; j < bytes; j += 16) {
    const both = j + 8 < bytes;
    write(to + j, tanh(read(from + j, both)), both);
  }
}

export function exponentialOf(to: usize, from: usize, bytes: u32): void {
  for (let j: u32 = 0; j < bytes; j += 16) {
    const both = j + 8 < bytes;
    write(to + j, exponential(read(from + j, both)), both);
  }
}
