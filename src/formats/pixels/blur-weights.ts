/** How the unsharp mask blurs: a Gaussian joined with linear interpolation, so that a radius far below a pixel still reaches
 *  its neighbours. @param radiusPx Standard deviation: 0..250. @returns the weights at 0, 1, 2 … pixels from the centre; taken on
 *  both sides they add up to 1. @source specification of production, §2 */
export function blurWeights(radiusPx: number): readonly number[] {
  if (radiusPx === 0) return [1];
  const ramp = (x: number): number => {
    const z = x / radiusPx;
    return x * (1 + errorFunction(z * Math.SQRT1_2)) / 2 + radiusPx * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  };
  const reach = Math.ceil(3 * radiusPx) + 1;
  const raw = Array.from({ length: reach + 1 }, (_, k) => ramp(k + 1) - 2 * ramp(k) + ramp(k - 1));
  const sum = raw.reduce((total, weight, k) => total + (k === 0 ? weight : 2 * weight), 0);
  return raw.map((weight) => weight / sum);
}

/** erf, to the precision of a double: second differences at a radius of 250 leave 3 of 6 digits to anything coarser.
 *  The series of Abramowitz and Stegun 7.1.6 has no terms that cancel; beyond 6 nothing is left of 1 − erf. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}
