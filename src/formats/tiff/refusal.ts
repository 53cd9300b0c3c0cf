/** What decides whether a page can be read at all; see the facts of a page for the rest. */
export type TiffSamples = {
  readonly photometric: number;
  readonly compression: number;
  readonly bitsPerSample: readonly number[];
  /** 1 unsigned, 2 signed, 3 floating-point, 5 and 6 complex. */
  readonly sampleFormat: number;
  readonly samplesPerPixel: number;
  readonly extraSamples: number;
  readonly inkSet: number;
};

/** @source TIFF 6.0; TIFF/EP; Adobe DNG 1.4; SGI LogLuv */
const photometrics: Readonly<Record<number, string>> = {
  4: 'a transparency mask', 32803: 'the mosaic of a camera sensor', 32844: 'LogL brightness', 32845: 'LogLuv colour', 34892: 'linear camera raw',
  51177: 'a depth map',
};

/** Codecs that the image library's TIFF reader lacks. */
const compressions: Readonly<Record<number, string>> = {
  6: 'old-style JPEG', 34661: 'JBIG', 34676: 'SGILog', 34677: 'SGILog24', 34712: 'JPEG 2000', 34887: 'LERC', 34892: 'lossy JPEG of DNG', 34925: 'LZMA',
  50000: 'Zstandard', 50001: 'WebP', 50002: 'JPEG XL', 52546: 'JPEG XL',
};

const possibleBits = [1, 2, 4, 8, 16, 32];

/** Why nobody here reads such a page, in words for the job log; undefined when nothing speaks against it. Floating-point
 *  samples, 32 bits and Lab are facts that planning refuses. */
export function tiffRefusal(samples: TiffSamples): string | undefined {
  const { photometric, compression, bitsPerSample, sampleFormat } = samples;
  const [bits = 1] = bitsPerSample;
  if (photometrics[photometric]) return `TIFF of ${photometrics[photometric]}`;
  if (compressions[compression]) return `TIFF compressed by ${compressions[compression]}`;
  if (sampleFormat === 2) return 'signed samples';
  if (sampleFormat === 5 || sampleFormat === 6) return 'complex samples';
  if (bitsPerSample.some((one) => one !== bits)) return `components of different depth (${bitsPerSample.slice(0, 8).join(', ')} bits)`;
  // Floating-point samples have depths of their own and are refused for what they are.
  if (sampleFormat !== 3 && !possibleBits.includes(bits)) return `${bits} bits per component`;
  const colours = samples.samplesPerPixel - samples.extraSamples;
  if (bits < 8 && colours > 1) return `colour of ${bits} bits per component`;
  if (photometric === 5 && (samples.inkSet === 2 || colours !== 4)) return `${colours} inks other than CMYK`;
  return undefined;
}
