/**
 * Makes greenhouse.csv: a day and a half of a small greenhouse, as a logger would have it, sampled every five minutes
 * give or take. The air warms and cools towards the outside, faster when the vent is open; sun and heater warm it; the
 * thermometer has noise. Run `node examples/greenhouse.js > examples/greenhouse.csv`.
 */
let state = 1;
/** Uniform in [0, 1): mulberry32. */
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const noise = (size) => size * (uniform() + uniform() + uniform() + uniform() - 2);

let air = 16;
let heater = 0;
let vent = 0;
let cloud = 0.3;
console.log('time,outside,sun,heater,vent,temp');
for (let minute = 0; minute < 2160; minute += 4 + 2 * uniform()) {
  const day = Math.sin((2 * Math.PI * (minute - 420)) / 1440);
  cloud = Math.min(1, Math.max(0, cloud + noise(0.15)));
  const outside = 9 + 6 * day + noise(0.2);
  const sun = Math.max(0, 700 * day * (1 - 0.8 * cloud));
  if (air < 14) heater = 1;
  if (air > 17) heater = 0;
  if (air > 26) vent = 1;
  if (air < 22) vent = 0;
  for (let second = 0; second < 300; second += 10) {
    const slope = (outside - air) * (vent ? 1 / 900 : 1 / 4200) + sun / 240000 + heater / 260;
    air += 10 * slope;
  }
  const row = [
    minute.toFixed(2),
    outside.toFixed(2),
    sun.toFixed(0),
    heater,
    vent,
    (air + noise(0.1)).toFixed(2),
  ];
  console.log(row.join(','));
}
