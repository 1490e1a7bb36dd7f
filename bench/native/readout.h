/** The dense read-out to 1 output, the last parameters of a case. */
#ifndef READOUT_H
#define READOUT_H

#include "program.h"

static float *readout, *readout_b;

static void prepare_readout(void) {
  readout = next_floats(units);
  readout_b = next_floats(1);
}

static inline float read_out(const float *h) { return readout_b[0] + dot(readout, h, units); }

#endif
