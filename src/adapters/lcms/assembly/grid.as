// The simplex around a colour, interpolated between the nodes of a grid. S and D are the samples of source and target, of one
// or two bytes. Four pixels at a time find their simplexes; then each of them mixes its corners, all components at once.
import { answer, lastStep } from './answers';

const fractionBits: i32 = 12;
/** A fraction and the step of its axis travel in one number while the fractions are put in order. */
const stepBits: i32 = 18;

/** Of four pixels: addresses of the corners, the one next to the origin first, then fractions, the largest first; a vector each. */
const simplex = memory.data(9 * 16, 16);

/** @param places Fixed-point place on an axis of every sample. @param nodes Vectors of the components, last axis fastest.
 *  @param steps Bytes from a node to its neighbour along each axis, less than 2^18. */
export function gridThree(
  source: usize, out: usize, pixels: i32, sourceBytes: i32, targetBytes: i32, places: usize, nodes: usize, steps: usize, outputs: i32, answers: usize,
): void {
  if (sourceBytes == 1 && targetBytes == 1) three<u8, u8>(source, out, pixels, places, nodes, steps, outputs, answers);
  else if (sourceBytes == 1) three<u8, u16>(source, out, pixels, places, nodes, steps, outputs, answers);
  else if (targetBytes == 1) three<u16, u8>(source, out, pixels, places, nodes, steps, outputs, answers);
  else three<u16, u16>(source, out, pixels, places, nodes, steps, outputs, answers);
}

/** Like {@link gridThree}. */
export function gridFour(
  source: usize, out: usize, pixels: i32, sourceBytes: i32, targetBytes: i32, places: usize, nodes: usize, steps: usize, outputs: i32, answers: usize,
): void {
  if (sourceBytes == 1 && targetBytes == 1) four<u8, u8>(source, out, pixels, places, nodes, steps, outputs, answers);
  else if (sourceBytes == 1) four<u8, u16>(source, out, pixels, places, nodes, steps, outputs, answers);
  else if (targetBytes == 1) four<u16, u8>(source, out, pixels, places, nodes, steps, outputs, answers);
  else four<u16, u16>(source, out, pixels, places, nodes, steps, outputs, answers);
}

function three<S, D>(source: usize, out: usize, pixels: i32, places: usize, nodes: usize, steps: usize, outputs: i32, answers: usize): void {
  const stepA = v128.load32_splat(steps), stepB = v128.load32_splat(steps, 4), stepC = v128.load32_splat(steps, 8);
  const stepMask = i32x4.splat((1 << stepBits) - 1);
  for (let x = 0; x < pixels; x += 4) {
    const placeA = placesOf<S>(source, places, 0, 3), placeB = placesOf<S>(source, places, 1, 3), placeC = placesOf<S>(source, places, 2, 3);
    const corner = i32x4.add(i32x4.add(cornerOf(placeA, stepA), cornerOf(placeB, stepB)), cornerOf(placeC, stepC));
    const a = keyOf(placeA, stepA), b = keyOf(placeB, stepB), c = keyOf(placeC, stepC);
    const ab = i32x4.max_s(a, b), ba = i32x4.min_s(a, b);
    const middle = i32x4.max_s(ba, c), low = i32x4.min_s(ba, c);
    const high = i32x4.max_s(ab, middle), next = i32x4.min_s(ab, middle);
    const first = i32x4.add(corner, v128.and(high, stepMask)), second = i32x4.add(first, v128.and(next, stepMask));
    v128.store(simplex, corner);
    v128.store(simplex, first, 16);
    v128.store(simplex, second, 32);
    v128.store(simplex, i32x4.add(second, v128.and(low, stepMask)), 48);
    v128.store(simplex, i32x4.shr_u(high, stepBits), 80);
    v128.store(simplex, i32x4.shr_u(next, stepBits), 96);
    v128.store(simplex, i32x4.shr_u(low, stepBits), 112);
    for (let pixel = simplex; pixel < simplex + 16; pixel += 4) {
      const zero = node(nodes, pixel, 0), one = node(nodes, pixel, 16), two = node(nodes, pixel, 32), three = node(nodes, pixel, 48);
      put<D>(out, outputs, answers, i32x4.add(
        i32x4.add(i32x4.shl(zero, fractionBits), way(pixel, 80, zero, one)), i32x4.add(way(pixel, 96, one, two), way(pixel, 112, two, three))));
      out += <usize>outputs * sizeof<D>();
    }
    source += 12 * sizeof<S>();
  }
}

function four<S, D>(source: usize, out: usize, pixels: i32, places: usize, nodes: usize, steps: usize, outputs: i32, answers: usize): void {
  const stepA = v128.load32_splat(steps), stepB = v128.load32_splat(steps, 4), stepC = v128.load32_splat(steps, 8), stepD = v128.load32_splat(steps, 12);
  const stepMask = i32x4.splat((1 << stepBits) - 1);
  for (let x = 0; x < pixels; x += 4) {
    const placeA = placesOf<S>(source, places, 0, 4), placeB = placesOf<S>(source, places, 1, 4);
    const placeC = placesOf<S>(source, places, 2, 4), placeD = placesOf<S>(source, places, 3, 4);
    const corner = i32x4.add(
      i32x4.add(cornerOf(placeA, stepA), cornerOf(placeB, stepB)), i32x4.add(cornerOf(placeC, stepC), cornerOf(placeD, stepD)));
    const a = keyOf(placeA, stepA), b = keyOf(placeB, stepB), c = keyOf(placeC, stepC), d = keyOf(placeD, stepD);
    const ab = i32x4.max_s(a, b), ba = i32x4.min_s(a, b), cd = i32x4.max_s(c, d), dc = i32x4.min_s(c, d);
    const high = i32x4.max_s(ab, cd), upper = i32x4.min_s(ab, cd), lower = i32x4.max_s(ba, dc), low = i32x4.min_s(ba, dc);
    const next = i32x4.max_s(upper, lower), after = i32x4.min_s(upper, lower);
    const first = i32x4.add(corner, v128.and(high, stepMask)), second = i32x4.add(first, v128.and(next, stepMask));
    const third = i32x4.add(second, v128.and(after, stepMask));
    v128.store(simplex, corner);
    v128.store(simplex, first, 16);
    v128.store(simplex, second, 32);
    v128.store(simplex, third, 48);
    v128.store(simplex, i32x4.add(third, v128.and(low, stepMask)), 64);
    v128.store(simplex, i32x4.shr_u(high, stepBits), 80);
    v128.store(simplex, i32x4.shr_u(next, stepBits), 96);
    v128.store(simplex, i32x4.shr_u(after, stepBits), 112);
    v128.store(simplex, i32x4.shr_u(low, stepBits), 128);
    for (let pixel = simplex; pixel < simplex + 16; pixel += 4) {
      const zero = node(nodes, pixel, 0), one = node(nodes, pixel, 16), two = node(nodes, pixel, 32), three = node(nodes, pixel, 48);
      const near = i32x4.add(i32x4.shl(zero, fractionBits), way(pixel, 80, zero, one));
      const far = i32x4.add(way(pixel, 112, two, three), way(pixel, 128, three, node(nodes, pixel, 64)));
      put<D>(out, outputs, answers, i32x4.add(i32x4.add(near, way(pixel, 96, one, two)), far));
      out += <usize>outputs * sizeof<D>();
    }
    source += 16 * sizeof<S>();
  }
}

/** Places of one component of four pixels. */
// @ts-ignore: decorator
@inline
function placesOf<S>(source: usize, places: usize, component: usize, components: usize): v128 {
  const at = source + component * sizeof<S>(), pixel = components * sizeof<S>();
  let four = v128.load32_zero(places + (<usize>load<S>(at) << 2));
  four = v128.load_lane<u32>(places + (<usize>load<S>(at + pixel) << 2), four, 1);
  four = v128.load_lane<u32>(places + (<usize>load<S>(at + 2 * pixel) << 2), four, 2);
  return v128.load_lane<u32>(places + (<usize>load<S>(at + 3 * pixel) << 2), four, 3);
}

/** What an axis adds to the address of the node at or before a place. */
// @ts-ignore: decorator
@inline
function cornerOf(place: v128, step: v128): v128 {
  return i32x4.mul(i32x4.shr_u(place, fractionBits), step);
}

// @ts-ignore: decorator
@inline
function keyOf(place: v128, step: v128): v128 {
  return v128.or(i32x4.shr_u(i32x4.shl(place, 32 - fractionBits), 32 - fractionBits - stepBits), step);
}

/** A corner of one of the four pixels. */
// @ts-ignore: decorator
@inline
function node(nodes: usize, pixel: usize, corner: usize): v128 {
  return v128.load(nodes + load<u32>(pixel + corner));
}

/** What a fraction of the way from one corner to the next adds. */
// @ts-ignore: decorator
@inline
function way(pixel: usize, fraction: usize, from: v128, to: v128): v128 {
  return i32x4.mul(v128.load32_splat(pixel + fraction), i32x4.sub(to, from));
}

/** @param mixed Steps with their fraction. */
// @ts-ignore: decorator
@inline
function put<D>(out: usize, outputs: i32, answers: usize, mixed: v128): void {
  const steps = i32x4.min_s(i32x4.max_s(i32x4.shr_s(mixed, fractionBits), i32x4.splat(0)), i32x4.splat(lastStep));
  answer<D>(out, 0, answers, i32x4.extract_lane(steps, 0));
  if (outputs == 1) return;
  answer<D>(out, 1, answers, i32x4.extract_lane(steps, 1));
  answer<D>(out, 2, answers, i32x4.extract_lane(steps, 2));
  if (outputs == 4) answer<D>(out, 3, answers, i32x4.extract_lane(steps, 3));
}
