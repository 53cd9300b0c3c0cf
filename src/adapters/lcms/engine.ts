import { Failure } from '#base';
import { iccFacts } from '#formats';
import type { ColourConversion, ColourEngine, ColourSide, ColourSpace, ColourTransform } from '#ports';
import { gridKernel } from './grid.ts';
import { grayKernel } from './gray.ts';
import { keepKernels } from './kept.ts';
import { samplesOf, type Kernel } from './kernel.ts';
import { componentsOf, withSampler, type Sampler } from './library.ts';
import { openLoops, type Loops } from './loops.ts';
import { isSameProfile, sameKernel } from './same.ts';
import { shaperKernel } from './shaper.ts';

/** Larger than any profile that is one: the largest printer profiles have 3 MB. */
const maxProfileBytes = 16 * 2 ** 20;

const spaces: Readonly<Record<ColourSpace, string>> = { gray: 'GRAY', rgb: 'RGB', cmyk: 'CMYK' };

/** Opens the engine; the library is loaded with the first conversion that needs it.
 *
 *  The library says what colours become; our kernels carry it to the pixels, because its own loop is too slow in
 *  WebAssembly (24 megapixels, one thread, 2 cores Debian 12, 2026-11-25: RGB 1180 ms and CMYK to RGB 4150 ms there, 120 and
 *  220 here).
 *  @param options.keptTransforms Conversions remembered after they were closed, default 8; each holds up to 5 MB. */
export function openLcmsColour(options: { readonly keptTransforms?: number } = {}): ColourEngine {
  const kernels = keepKernels(options.keptTransforms ?? 8, async (conversion) => {
    const loops = await openLoops();
    return withSampler(conversion, (sampler) => kernelOf(conversion, sampler, loops));
  });
  return {
    async openTransform(conversion) {
      refuseUnfit(conversion.from);
      refuseUnfit(conversion.to);
      return transformOf(conversion, isSameProfile(conversion) ? sameKernel(conversion) : await kernels(conversion));
    },
  };
}

function kernelOf(conversion: ColourConversion, sampler: Sampler, loops: Loops): Kernel {
  if (conversion.from.colour === 'gray') return grayKernel(conversion, sampler);
  return shaperKernel(conversion, sampler, loops) ?? gridKernel(conversion, sampler, loops);
}

/** @throws BROKEN_PROFILE, PROFILE_MISMATCH */
function refuseUnfit(side: ColourSide): void {
  if (side.profile.byteLength > maxProfileBytes) throw new Failure('BROKEN_PROFILE', { detail: 'it is larger than 16 MiB' });
  const facts = iccFacts(side.profile);
  if (!facts) throw new Failure('BROKEN_PROFILE', { detail: 'it is no ICC profile' });
  if (facts.profileClass === 'DeviceLink' || facts.profileClass === 'Abstract' || facts.profileClass === 'NamedColor') {
    throw new Failure('BROKEN_PROFILE', { detail: `profiles of class ${facts.profileClass} do not describe images` });
  }
  if (facts.space !== spaces[side.colour]) {
    throw new Failure('PROFILE_MISMATCH', { found: facts.space, expected: spaces[side.colour] });
  }
}

function transformOf({ from, to }: ColourConversion, kernel: Kernel): ColourTransform {
  const [read, write] = [componentsOf[from.colour], componentsOf[to.colour]];
  let open: Kernel | undefined = kernel;
  return {
    convert(samples, into) {
      if (!open) throw new TypeError('Expected an open colour transform');
      const length = (samples.length / read) * write;
      const isDeep = (array: Uint8Array | Uint16Array): boolean => array instanceof Uint16Array;
      if (!Number.isInteger(length) || isDeep(samples) !== (from.bitsPerComponent === 16)) {
        throw new TypeError(`Expected whole pixels of ${read} components at ${from.bitsPerComponent} bits`);
      }
      if (into && (into.length < length || isDeep(into) !== (to.bitsPerComponent === 16))) {
        throw new TypeError(`Expected room for ${length} samples of ${to.bitsPerComponent} bits`);
      }
      const result = into?.subarray(0, length) ?? samplesOf(to, length);
      open(samples, result);
      return result;
    },
    close() {
      open = undefined;
    },
  };
}
