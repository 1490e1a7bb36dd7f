/** What the maps have in common: a state that a step writes beside the old one, and the end of a step. */
#ifndef MAP_H
#define MAP_H

#include "readout.h"

/** Of `states` vectors, h the first. */
static float *h, *next;

/** After the cell's own parameters, since the read-out's come last. Gives the number of outputs. */
static int prepare_map(int states) {
  prepare_readout();
  h = floats(states * units);
  next = floats(states * units);
  return 1;
}

/** Reads out and takes the new state, where all is finite. */
static inline bool finish_map(float *y, int states) {
  *y = read_out(next);
  if (!all_finite(next, states * units) || !all_finite(y, 1)) return false;
  copy(h, next, states * units);
  return true;
}

#endif
