/** Lanczos with three lobes for an exact factor of 2: the weights at 0.5, 1.5, … 5.5 pixels from the centre; the twelve taps
 *  (each weight twice) add up to 1. */
export function lanczosWeights(): readonly number[] {
  const sinc = (x: number): number => Math.sin(Math.PI * x) / (Math.PI * x);
  const raw = [0, 1, 2, 3, 4, 5].map((tap) => {
    const x = (tap + 0.5) / 2;
    return sinc(x) * sinc(x / 3);
  });
  const sum = 2 * raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

/** The same weights as whole numbers of 1/32768. They add up exactly, so that what is flat stays flat. */
export function lanczosWeightsQ15(): readonly number[] {
  const [centre, ...others] = lanczosWeights().map((weight) => Math.round(weight * 32768));
  const half = 16384;
  return centre === undefined ? [] : [half - others.reduce((total, weight) => total + weight, 0), ...others];
}

/** What each component gives to the signal that is sharpened when all of them share one difference: luminance for RGB, the
 *  mean of the inks for CMYK (the difference of 255 − mean, applied the other way round, is the same).
 *  @source specification of production, §2 */
export function sharesOfLuminance(colours: 3 | 4): readonly number[] {
  return colours === 3 ? [0.299, 0.587, 0.114] : [0.25, 0.25, 0.25, 0.25];
}
