import type { Pixels } from '#ports';
import type { UploadOptions } from '#production';

/** Rasters as nested numbers: slow, plain, and written apart from the product, to judge it. */
export type Plane = { readonly widthPx: number; readonly heightPx: number; readonly colours: number; readonly largest: number; colour: number[][]; alpha: number[] | undefined };

export type NaiveResult = { readonly levels: readonly Plane[]; readonly crop: readonly number[] | undefined };

/** What the raster options make of a picture, by the letter of the specification.
 *  @param pixels 8-bit alpha or 16-bit; the result has 8-bit alpha. @param coverage Of a clipping path, 0..255 for each pixel.
 *  @param convert Colour conversion of one pixel. */
export function produceNaively(
  pixels: Pixels, options: UploadOptions, coverage: readonly number[] | undefined, convert: ((colour: readonly number[]) => number[]) | undefined, levelCount: number,
): NaiveResult {
  let plane = planeOf(pixels);
  if (coverage) plane.alpha = coverage.map((value, at) => Math.min(value, plane.alpha?.[at] ?? 255));
  knockOut(plane, options.knockout);
  const crop = cropOf(plane, options);
  if (convert) {
    const colour = plane.colour.map(convert);
    plane = { ...plane, colours: colour[0]!.length, colour };
  }
  const plain = [plane];
  while (plain.length < levelCount) plain.push(halved(plain.at(-1)!));
  const sharpening = options.unsharpMask;
  return { levels: plain.map((level, index) => (index > 0 && sharpening ? sharpened(level, sharpening) : level)), crop };
}

function planeOf({ widthPx, heightPx, colour, hasAlpha, bitsPerComponent, samples }: Pixels): Plane {
  const colours = { gray: 1, rgb: 3, cmyk: 4 }[colour];
  const step = colours + (hasAlpha ? 1 : 0);
  const pixel = (at: number): number[] => [...samples.subarray(at * step, at * step + colours)];
  const count = widthPx * heightPx;
  return {
    widthPx, heightPx, colours, largest: bitsPerComponent === 16 ? 65535 : 255,
    colour: Array.from({ length: count }, (_, at) => pixel(at)),
    alpha: hasAlpha ? Array.from({ length: count }, (_, at) => (bitsPerComponent === 16 ? Math.round(samples[at * step + colours]! / 257) : samples[at * step + colours]!)) : undefined,
  };
}

const cornerAt = (corner: string, { widthPx, heightPx }: Plane): number =>
  (corner.startsWith('Upper') ? 0 : heightPx - 1) * widthPx + (corner.endsWith('Left') ? 0 : widthPx - 1);

const isNear = (a: readonly number[], b: readonly number[], tolerance: number): boolean =>
  Math.max(...a.map((value, index) => Math.abs(value - b[index]!))) <= tolerance + 1e-9;

function knockOut(plane: Plane, knockout: UploadOptions['knockout']): void {
  if (!knockout) return;
  const start = cornerAt(knockout.corner, plane);
  if (plane.alpha?.[start] === 0) return;
  const scaled = plane.colour.map((colour) => colour.map((value) => value / plane.largest));
  const matches = scaled.map((colour) => isNear(colour, scaled[start]!, knockout.tolerance));
  const chosen = new Set<number>();
  if (knockout.fillMethod === 'MatchPixel') matches.forEach((match, at) => match && chosen.add(at));
  else {
    const waiting = [start];
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      if (chosen.has(at) || !matches[at]) continue;
      chosen.add(at);
      const [x, y] = [at % plane.widthPx, Math.floor(at / plane.widthPx)];
      if (x > 0) waiting.push(at - 1);
      if (x < plane.widthPx - 1) waiting.push(at + 1);
      if (y > 0) waiting.push(at - plane.widthPx);
      if (y < plane.heightPx - 1) waiting.push(at + plane.widthPx);
    }
  }
  plane.alpha = plane.colour.map((_, at) => (chosen.has(at) ? 0 : plane.alpha?.[at] ?? 255));
}

function cropOf(plane: Plane, { manualCrop, autoColorCrop, autoTransparentCrop }: UploadOptions): readonly number[] | undefined {
  const { widthPx, heightPx, alpha, largest } = plane;
  if (manualCrop) {
    const size = [widthPx - manualCrop.leftPx - manualCrop.rightPx, heightPx - manualCrop.topPx - manualCrop.bottomPx];
    return size.every((edge) => edge > 0) ? [manualCrop.leftPx, manualCrop.topPx, ...size] : undefined;
  }
  if (autoTransparentCrop) return alpha && boxOf(alpha.map((value) => value / 255 <= autoTransparentCrop.tolerance + 1e-9), widthPx, heightPx);
  if (!autoColorCrop) return undefined;
  const shown = plane.colour.map((colour, at) => {
    const weight = alpha ? alpha[at]! / 255 : 1;
    return [...colour.map((value) => (value / largest) * weight), weight];
  });
  const key = shown[cornerAt(autoColorCrop.corner, plane)]!;
  return boxOf(shown.map((colour) => isNear(colour, key, autoColorCrop.tolerance)), widthPx, heightPx);
}

function boxOf(isBackground: readonly boolean[], widthPx: number, heightPx: number): readonly number[] | undefined {
  const [xs, ys]: [number[], number[]] = [[], []];
  isBackground.forEach((background, at) => {
    if (background) return;
    xs.push(at % widthPx);
    ys.push(Math.floor(at / widthPx));
  });
  if (xs.length === 0) return undefined;
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const box = [left, top, right - left + 1, bottom - top + 1];
  return box[2] === widthPx && box[3] === heightPx ? undefined : box;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
/** Lanczos with three lobes, twice as wide. */
const taps = Array.from({ length: 12 }, (_, tap) => (tap - 5.5) / 2).map((x) => sinc(x) * sinc(x / 3));
const tapSum = taps.reduce((sum, tap) => sum + tap, 0);

function halved(plane: Plane): Plane {
  const { widthPx, heightPx, largest } = plane;
  const [width, height] = [Math.ceil(widthPx / 2), Math.ceil(heightPx / 2)];
  const filter = (values: readonly number[]): number[] => {
    const at = (x: number, y: number): number => values[clamp(y, heightPx - 1) * widthPx + clamp(x, widthPx - 1)]!;
    const across = Array.from({ length: width * heightPx }, (_, place) =>
      taps.reduce((sum, tap, index) => sum + tap * at((place % width) * 2 + index - 5, Math.floor(place / width)), 0) / tapSum);
    return Array.from({ length: width * height }, (_, place) =>
      taps.reduce((sum, tap, index) => sum + tap * across[clamp(Math.floor(place / width) * 2 + index - 5, heightPx - 1) * width + (place % width)]!, 0) / tapSum);
  };
  const { alpha } = plane;
  const channels = Array.from({ length: plane.colours }, (_, component) => filter(plane.colour.map((colour, at) => colour[component]! * (alpha?.[at] ?? 1))));
  const weights = alpha && filter(alpha);
  const colour = Array.from({ length: width * height }, (_, at) => channels.map((channel, component) => {
    if (!weights) return bounded(channel[at]!, largest);
    if (bounded(weights[at]!, 255) > 0) return bounded(channel[at]! / weights[at]!, largest);
    const [x, y] = [(at % width) * 2, Math.floor(at / width) * 2];
    const below = [...new Set([[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]].filter(([px, py]) => px! < widthPx && py! < heightPx).map(([px, py]) => py! * widthPx + px!))];
    return bounded(below.reduce((sum, place) => sum + plane.colour[place]![component]!, 0) / below.length, largest);
  }));
  return { ...plane, widthPx: width, heightPx: height, colour, alpha: weights?.map((value) => bounded(value, 255)) };
}

const clamp = (value: number, largest: number): number => Math.min(Math.max(value, 0), largest);
const bounded = (value: number, largest: number): number => Math.round(clamp(value, largest));

/** Error function after Abramowitz and Stegun 7.1.26, good to 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const y = 1 - (((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return x >= 0 ? y : -y;
}

/** @source specification of production, §2 */
export function blurWeights(radiusPx: number): readonly number[] {
  const last = Math.ceil(3 * radiusPx) + 1;
  const primitive = (x: number): number =>
    x * 0.5 * (1 + erf(x / radiusPx / Math.SQRT2)) + (radiusPx * Math.exp(-((x / radiusPx) ** 2) / 2)) / Math.sqrt(2 * Math.PI);
  const weights = Array.from({ length: 2 * last + 1 }, (_, index) => index - last).map((k) => primitive(k + 1) - 2 * primitive(k) + primitive(k - 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function sharpened(plane: Plane, { amount, radiusPx, threshold, isMonochrome }: NonNullable<UploadOptions['unsharpMask']>): Plane {
  const { widthPx, heightPx, largest, colours } = plane;
  const weights = blurWeights(radiusPx);
  const last = (weights.length - 1) / 2;
  const difference = (values: readonly number[]): number[] => {
    const across = values.map((_, at) => weights.reduce((sum, weight, k) =>
      sum + weight * values[Math.floor(at / widthPx) * widthPx + clamp((at % widthPx) + k - last, widthPx - 1)]!, 0));
    return values.map((value, at) => value - weights.reduce((sum, weight, k) =>
      sum + weight * across[clamp(Math.floor(at / widthPx) + k - last, heightPx - 1) * widthPx + (at % widthPx)]!, 0));
  };
  const scale = 255 / largest;
  const added = (d: number): number => (Math.abs(d) < threshold ? 0 : amount * d);
  const one = isMonochrome && colours > 1
    ? difference(plane.colour.map((colour) => scale * (colours === 3
      ? 0.299 * colour[0]! + 0.587 * colour[1]! + 0.114 * colour[2]!
      : largest - colour.reduce((sum, value) => sum + value, 0) / 4))).map((d) => (colours === 4 ? -added(d) : added(d)))
    : undefined;
  const each = one ? [] : Array.from({ length: colours }, (_, component) => difference(plane.colour.map((colour) => colour[component]! * scale)).map(added));
  const alphaAdded = plane.alpha && difference(plane.alpha).map(added);
  return {
    ...plane,
    colour: plane.colour.map((colour, at) => colour.map((value, component) => bounded(value + (one?.[at] ?? each[component]![at]!) / scale, largest))),
    alpha: plane.alpha?.map((value, at) => bounded(value + alphaAdded![at]!, 255)),
  };
}
