import { EXP, TANH } from './exact';
import { scalar, vector } from './math-entry';

describe('the approximations', () => {
  it('keep every NaN, whatever its payload, which JavaScript could not hand over', () => {
    for (let f = EXP; f <= TANH; f++) {
      for (let payload: u32 = 1; payload < 0x800000; payload += 12345) {
        for (let sign: u32 = 0; sign < 2; sign++) {
          const x = reinterpret<f32>(0x7f800000 | payload | (sign << 31));
          const y = scalar(f, x);
          const lane = vector(f, x);
          if (y == y || lane == lane) expect(payload).toBe(0, `function ${f} lost a NaN`);
        }
      }
    }
  });
});
