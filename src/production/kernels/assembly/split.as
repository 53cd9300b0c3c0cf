// Interleaved colour and alpha taken apart.

export function split8(source: usize, colour: usize, alpha: usize, pixels: i32, colours: i32): void {
  if (colours == 3) {
    for (let x = 0; x < pixels; x += 16) {
      const a = apart(v128.load(source)), b = apart(v128.load(source, 16)), c = apart(v128.load(source, 32)), d = apart(v128.load(source, 48));
      v128.store(colour, i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19));
      v128.store(colour, i8x16.shuffle(b, c, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23), 16);
      v128.store(colour, i8x16.shuffle(c, d, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27), 32);
      v128.store(alpha, i64x2.shuffle(i32x4.shuffle(a, b, 3, 7, 3, 7), i32x4.shuffle(c, d, 3, 7, 3, 7), 0, 2));
      source += 64;
      colour += 48;
      alpha += 16;
    }
  } else {
    scalar<u8>(source, colour, alpha, pixels, colours);
  }
}

export function split16(source: usize, colour: usize, alpha: usize, pixels: i32, colours: i32): void {
  scalar<u16>(source, colour, alpha, pixels, colours);
}

/** Four pixels: the colours of all, then the four alphas. */
// @ts-ignore: decorator
@inline
function apart(pixels: v128): v128 {
  return i8x16.shuffle(pixels, pixels, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
}

function scalar<T>(source: usize, colour: usize, alpha: usize, pixels: i32, colours: i32): void {
  for (let x = 0; x < pixels; x++) {
    for (let component = 0; component < colours; component++) {
      store<T>(colour, load<T>(source));
      source += sizeof<T>();
      colour += sizeof<T>();
    }
    const sample = <u32>load<T>(source);
    // The nearest to sample / 257; there are no halves, 257 being odd.
    store<u8>(alpha, sizeof<T>() == 1 ? sample : (sample + 128) / 257);
    source += sizeof<T>();
    alpha++;
  }
}
