/**
 * What every program does around its cell. `program case outputs` reads a case (u32 inputs, units, steps; f32 dt; the
 * parameters in the order of the cell's declaration, matrices row-major; steps × inputs), runs it from the zero state and
 * writes each step's outputs. Then, for each line `burst W N` on stdin, it runs W steps untimed, N timed, and answers with
 * the nanoseconds of the N; for each line `clock N`, with those of N additions that wait for each other, a cycle each.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "activation.h"
#include "panel.h"

static int inputs, units;

/** The cell: takes its parameters with `next_floats`; gives the number of outputs. */
static int prepare(void);
/** One step; false, with the state as before, where an input or a result is not finite. */
static bool step(const float *x, float dt, float *y);

static FILE *source;

/** The next `count` floats of the case. */
static float *next_floats(size_t count) {
  float *values = floats(count);
  if (fread(values, sizeof(float), count, source) != count) {
    fprintf(stderr, "the case ends early: %zu floats expected\n", count);
    exit(1);
  }
  return values;
}

static inline bool valid_step(const float *x, float dt) { return all_finite(x, inputs) && dt > 0 && dt < INFINITY; }

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t additions(long count) {
  int64_t start = nanoseconds();
  uint64_t sum = 1, term = 3;
  // of registers, since processors exist that fold the addition of a constant away
  for (long i = 0; i < count; i += 10)
    __asm__ volatile(".rept 10\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(term));
  return nanoseconds() - start;
}

static int64_t burst(float *sequence, int steps, float dt, float *y, long warm, long timed) {
  // called as a library would be: never part of the loop around it
  static bool (*volatile call)(const float *, float, float *) = step;
  static int t = 0;
  int64_t start = 0;
  for (long i = -warm; i < timed; i++) {
    if (i == 0) start = nanoseconds();
    if (!call(sequence + (size_t)t * inputs, dt, y)) {
      fprintf(stderr, "step %d is not finite\n", t);
      exit(1);
    }
    t = t + 1 == steps ? 0 : t + 1;
  }
  return nanoseconds() - start;
}

int main(int argc, char **argv) {
  uint32_t header[3];
  float dt;
  source = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!source || fread(header, 4, 3, source) != 3 || fread(&dt, 4, 1, source) != 1) {
    fprintf(stderr, "usage: %s case outputs, where case exists\n", argv[0]);
    return 1;
  }
  inputs = header[0];
  units = header[1];
  int steps = header[2];
  if (units % 8) {
    fprintf(stderr, "units come in multiples of 8, not %d\n", units);
    return 1;
  }
  int outputs = prepare();
  float *sequence = next_floats((size_t)steps * inputs);
  float *results = floats((size_t)steps * outputs);
  for (int t = 0; t < steps; t++)
    if (!step(sequence + (size_t)t * inputs, dt, results + (size_t)t * outputs)) {
      fprintf(stderr, "step %d is not finite\n", t);
      return 1;
    }
  FILE *target = fopen(argv[2], "wb");
  if (!target || fwrite(results, 4, (size_t)steps * outputs, target) != (size_t)steps * outputs || fclose(target)) {
    fprintf(stderr, "cannot write %s\n", argv[2]);
    return 1;
  }
  puts("ready");
  fflush(stdout);

  char command[6];
  long first, second;
  while (scanf(" %5s %ld", command, &first) == 2) {
    bool clock = command[0] == 'c';
    if (!clock && scanf("%ld", &second) != 1) return 1;
    printf("%lld\n", (long long)(clock ? additions(first) : burst(sequence, steps, dt, results, first, second)));
    fflush(stdout);
  }
  return 0;
}

#endif
