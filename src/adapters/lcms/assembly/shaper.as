// Curve, matrix, curve. S and D are the samples of source and target, of one or two bytes.
import { answer } from './answers';

/** @param lights Of 8-bit sources vectors: what each sample of each component gives to the light of the target. Of 16-bit ones
 *  single numbers, the light of each sample of each component.
 *  @param columns Of the matrix, four numbers each; for 16-bit sources.
 *  @param last Of the answers, which are looked up by the root of light. */
export function shaperToRgb(
  source: usize, out: usize, pixels: i32, sourceBytes: i32, targetBytes: i32, lights: usize, columns: usize, red: usize, green: usize, blue: usize,
  last: f32,
): void {
  if (sourceBytes == 1 && targetBytes == 1) toRgb<u8, u8>(source, out, pixels, lights, columns, red, green, blue, last);
  else if (sourceBytes == 1) toRgb<u8, u16>(source, out, pixels, lights, columns, red, green, blue, last);
  else if (targetBytes == 1) toRgb<u16, u8>(source, out, pixels, lights, columns, red, green, blue, last);
  else toRgb<u16, u16>(source, out, pixels, lights, columns, red, green, blue, last);
}

/** @param lights Single numbers: what each sample of each component gives to the light of the target. */
export function shaperToGray(source: usize, out: usize, pixels: i32, sourceBytes: i32, targetBytes: i32, lights: usize, answers: usize, last: f32): void {
  if (sourceBytes == 1 && targetBytes == 1) toGray<u8, u8>(source, out, pixels, lights, answers, last);
  else if (sourceBytes == 1) toGray<u8, u16>(source, out, pixels, lights, answers, last);
  else if (targetBytes == 1) toGray<u16, u8>(source, out, pixels, lights, answers, last);
  else toGray<u16, u16>(source, out, pixels, lights, answers, last);
}

function toRgb<S, D>(source: usize, out: usize, pixels: i32, lights: usize, columns: usize, red: usize, green: usize, blue: usize, last: f32): void {
  const none = f32x4.splat(0), full = f32x4.splat(last), half = f32x4.splat(0.5);
  const first = v128.load(columns), second = v128.load(columns, 16), third = v128.load(columns, 32);
  for (let x = 0; x < pixels; x++) {
    const r = load<S>(source), g = load<S>(source, sizeof<S>()), b = load<S>(source, 2 * sizeof<S>());
    let light: v128;
    if (sizeof<S>() == 1) {
      light = f32x4.add(f32x4.add(
        v128.load(lights + (<usize>r << 4)), v128.load(lights + (<usize>g << 4), 4096)), v128.load(lights + (<usize>b << 4), 8192));
    } else {
      light = f32x4.add(f32x4.add(
        f32x4.mul(first, v128.load32_splat(lights + (<usize>r << 2))),
        f32x4.mul(second, v128.load32_splat(lights + (<usize>g << 2), 262144))),
        f32x4.mul(third, v128.load32_splat(lights + (<usize>b << 2), 524288)));
    }
    // In this order of operands what is no number becomes 0.
    const root = f32x4.pmin(full, f32x4.sqrt(f32x4.pmax(none, light)));
    const steps = i32x4.relaxed_trunc_f32x4_s(f32x4.add(root, half));
    answer<D>(out, 0, red, i32x4.extract_lane(steps, 0));
    answer<D>(out, 1, green, i32x4.extract_lane(steps, 1));
    answer<D>(out, 2, blue, i32x4.extract_lane(steps, 2));
    source += 3 * sizeof<S>();
    out += 3 * sizeof<D>();
  }
}

function toGray<S, D>(source: usize, out: usize, pixels: i32, lights: usize, answers: usize, last: f32): void {
  const plane: usize = sizeof<S>() == 1 ? 1024 : 262144;
  for (let x = 0; x < pixels; x++) {
    const light = load<f32>(lights + (<usize>load<S>(source) << 2)) + load<f32>(lights + plane + (<usize>load<S>(source, sizeof<S>()) << 2))
      + load<f32>(lights + 2 * plane + (<usize>load<S>(source, 2 * sizeof<S>()) << 2));
    answer<D>(out, 0, answers, light > 0 ? <i32>(min<f32>(sqrt<f32>(light), last) + 0.5) : 0);
    source += 3 * sizeof<S>();
    out += sizeof<D>();
  }
}
