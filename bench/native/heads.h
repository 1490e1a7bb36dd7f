/**
 * The step of a cell of HEADS linear layers over [x; h], whose sums `blend` puts together: included behind HEADS, `scale_of`
 * (of the weights of a head) and `blend` (the next state of four units from their sums).
 */
static float *weights, *bias;

static int prepare(void) {
  int columns = inputs + units;
  weights = floats(HEADS * units * columns);
  bias = floats(HEADS * units);
  for (int head = 0; head < HEADS; head++) {
    float *matrix = next_floats(units * columns), *vector = next_floats(units);
    for (int i = 0; i < units; i++) {
      put_row(weights, 2 * HEADS, columns, i / 4 * HEADS + head, i % 4, 0, matrix + i * columns, columns, scale_of(head));
      put_row(bias, 2 * HEADS, 1, i / 4 * HEADS + head, i % 4, 0, vector + i, 1, scale_of(head));
    }
  }
  return prepare_map(1);
}

static bool step(const float *x, float dt, float *y) {
  if (!valid_step(x, dt)) return false;
  __m128 elapsed = _mm_set1_ps(dt);
  const float *w = weights;
  for (int i = 0; i < units; i += 8) {
    __m128 acc[2 * HEADS];
    for (int j = 0; j < 2 * HEADS; j++) acc[j] = _mm_load_ps(bias + HEADS * i + 4 * j);
    w = accumulate(acc, 2 * HEADS, w, x, inputs);
    w = accumulate(acc, 2 * HEADS, w, h, units);
    for (int half = 0; half < 2; half++) _mm_store_ps(next + i + 4 * half, blend(acc + HEADS * half, elapsed));
  }
  return finish_map(y, 1);
}
