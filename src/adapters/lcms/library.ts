import { Failure } from '#base';
import type { ColourConversion, ColourSide, ColourSpace, RenderingIntent } from '#ports';
import type { LcmsModule } from 'lcms-wasm';

/** Components of a pixel. */
export const componentsOf: Readonly<Record<ColourSpace, number>> = { gray: 1, rgb: 3, cmyk: 4 };

/** Asks the library for colours, 16 bits on both sides whatever the pixels have: exact, and slow. */
export interface Sampler {
  /** What the target profile says. @param colours Interleaved, at most 2^20 pixels. */
  sample(colours: Uint16Array): Uint16Array;
  /** The same before the target profile: XYZ (D50) of colours of the source, as adapted to the target's black point as if
   *  that were no light at all. */
  sampleXyz(colours: Uint16Array): Float32Array;
}

/** @source lcms2.h: cmsFLAGS_*; INTENT_* are the numbers of ICC.1:2022 §7.2.15 */
const flag = { noCache: 0x40, noOptimization: 0x100, blackPoint: 0x2000 } as const;
const intents: Readonly<Record<RenderingIntent, number>> = { perceptual: 0, relative: 1, saturation: 2, absolute: 3 };

/** @source lcms2.h: PT_GRAY, PT_RGB, PT_CMYK */
const pixelTypes: Readonly<Record<ColourSpace, number>> = { gray: 3, rgb: 4, cmyk: 6 };

/** Opens both profiles in a Little CMS of their own and lends a sampler of their conversion for the time of `work`. A new
 *  one for each costs some milliseconds; whatever a broken profile does to its memory goes with it.
 *  @throws BROKEN_PROFILE */
export async function withSampler<T>(conversion: ColourConversion, work: (sampler: Sampler) => T): Promise<T> {
  const { instantiate } = await import('lcms-wasm');
  const module = await instantiate({ print: () => {}, printErr: () => {} });
  try {
    return sampling(module, conversion, work);
  } catch (thrown) {
    const isTrap = thrown instanceof RangeError || (thrown instanceof Error && thrown.name === 'RuntimeError');
    throw isTrap ? new Failure('BROKEN_PROFILE', { detail: 'it cannot be evaluated' }, { cause: thrown }) : thrown;
  }
}

function sampling<T>(module: LcmsModule, conversion: ColourConversion, work: (sampler: Sampler) => T): T {
  const { from, to, intent = 'relative', isBlackPointCompensated = true } = conversion;
  using undo = new DisposableStack();
  const source = openProfile(module, from, undo);
  const target = openProfile(module, to, undo);
  const flags = flag.noCache | flag.noOptimization | (isBlackPointCompensated ? flag.blackPoint : 0);
  const transform = module._cmsCreateTransform(source, formatOf(from), target, formatOf(to), intents[intent], flags);
  if (transform === 0) throw new Failure('BROKEN_PROFILE', { detail: 'it has no tables for this conversion' });
  undo.defer(() => module._cmsDeleteTransform(transform));
  const [read, write] = [componentsOf[from.colour], componentsOf[to.colour]];
  return work({
    sample: (colours) => new Uint16Array(run(module, transform, colours, colours.length / read, write * 2)),
    sampleXyz(colours) {
      using memory = new DisposableStack();
      const xyz = module._cmsCreateXYZProfile();
      memory.defer(() => void module._cmsCloseProfile(xyz));
      const toXyz = module._cmsCreateTransform(source, floatFormatOf(from), xyz, xyzFormat, intents[intent], flags);
      if (toXyz === 0) throw new Failure('BROKEN_PROFILE', { detail: 'it has no tables for this conversion' });
      memory.defer(() => module._cmsDeleteTransform(toXyz));
      // Inks are counted in percent here.
      const scale = (from.colour === 'cmyk' ? 100 : 1) / 65_535;
      return new Float32Array(run(module, toXyz, Float32Array.from(colours, (sample) => sample * scale), colours.length / read, 12));
    },
  });
}

/** @returns what came out, `pixelBytes` for each pixel. */
function run(module: LcmsModule, transform: number, colours: Uint16Array | Float32Array, pixels: number, pixelBytes: number): ArrayBuffer {
  using memory = new DisposableStack();
  const input = allocate(module, colours.byteLength, memory);
  const output = allocate(module, pixels * pixelBytes, memory);
  module.HEAPU8.set(new Uint8Array(colours.buffer, colours.byteOffset, colours.byteLength), input);
  module._cmsDoTransform(transform, input, output, pixels);
  return module.HEAPU8.slice(output, output + pixels * pixelBytes).buffer as ArrayBuffer;
}

/** The library reads from its own copy of the bytes as long as the profile is open. */
function openProfile(module: LcmsModule, side: ColourSide, undo: DisposableStack): number {
  const pointer = allocate(module, side.profile.byteLength, undo);
  module.HEAPU8.set(side.profile, pointer);
  const profile = module._cmsOpenProfileFromMem(pointer, side.profile.byteLength);
  if (profile === 0) throw new Failure('BROKEN_PROFILE', { detail: 'its header or its tag table is broken' });
  undo.defer(() => void module._cmsCloseProfile(profile));
  return profile;
}

function allocate(module: LcmsModule, sizeBytes: number, undo: DisposableStack): number {
  const pointer = module._malloc(Math.max(1, sizeBytes));
  if (pointer === 0) throw new Failure('BROKEN_PROFILE', { detail: 'it needs too much memory' });
  undo.defer(() => module._free(pointer));
  return pointer;
}

/** 16 bits a component, interleaved, 0 = no ink. @source lcms2.h: COLORSPACE_SH, CHANNELS_SH, BYTES_SH */
function formatOf(side: ColourSide): number {
  return (pixelTypes[side.colour] << 16) | (componentsOf[side.colour] << 3) | 2;
}

/** Single precision. @source lcms2.h: FLOAT_SH */
function floatFormatOf(side: ColourSide): number {
  return (1 << 22) | (pixelTypes[side.colour] << 16) | (componentsOf[side.colour] << 3) | 4;
}

/** @source lcms2.h: TYPE_XYZ_FLT */
const xyzFormat = (1 << 22) | (9 << 16) | (3 << 3) | 4;
