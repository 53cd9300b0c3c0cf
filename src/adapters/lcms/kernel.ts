import type { ColourConversion } from '#ports';

/** Converts whole pixels from one array to another. */
export type Kernel = (from: Uint8Array | Uint16Array, to: Uint8Array | Uint16Array) => void;

/** How samples of a depth count: 255 or 65535 is the whole. */
export function largestOf(side: ColourConversion['from']): 255 | 65_535 {
  return side.bitsPerComponent === 8 ? 255 : 65_535;
}

/** Room for samples of a depth. */
export function samplesOf(side: ColourConversion['from'], length: number): Uint8Array | Uint16Array {
  return side.bitsPerComponent === 8 ? new Uint8Array(length) : new Uint16Array(length);
}

/** Every sample of a depth at 16 bits. */
export function widened(side: ColourConversion['from']): Uint16Array {
  const largest = largestOf(side);
  return Uint16Array.from({ length: largest + 1 }, (_, sample) => (sample * 65_535) / largest);
}

/** 16 bits to the depth of a side, rounded. */
export function narrowed(side: ColourConversion['from'], samples: Uint16Array): Uint8Array | Uint16Array {
  return side.bitsPerComponent === 16 ? samples : Uint8Array.from(samples, (sample) => (sample + 128) / 257);
}
