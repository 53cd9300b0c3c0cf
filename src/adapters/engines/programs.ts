import type { UndevelopedKind } from '#ports';

/** A program that develops a kind of image. */
export type DevelopingProgram = {
  readonly program: string;
  /** Name the file is handed over by. */
  readonly input: string;
  readonly output: string;
  readonly args: readonly string[];
  /** Its result is upright while the EXIF block it copies may still tell how the camera was held. */
  readonly leavesOrientation?: boolean;
  /** It leaves the pixels in the file's profile and forgets the profile. */
  readonly losesProfile?: boolean;
  /** It writes a resolution of its own: libvips one pixel per millimetre, LibRaw 300 per inch. */
  readonly inventsResolution?: boolean;
};

/** In the order they are tried. */
export function developingPrograms(kind: UndevelopedKind, isCodestream: boolean): readonly DevelopingProgram[] {
  const jp2 = isCodestream ? 'in.j2k' : 'in.jp2';
  return {
    // libheif turns the pixels by the file's own transformations and copies EXIF as it is.
    heic: [
      { program: 'heif-convert', input: 'in.heic', output: 'out.png', args: ['in.heic', 'out.png'], leavesOrientation: true },
      { program: 'heif-dec', input: 'in.heic', output: 'out.png', args: ['in.heic', 'out.png'], leavesOrientation: true },
    { program: 'vips', input: 'in.heic', output: 'out.tif', args: ['heifload', 'in.heic', 'out.tif'], inventsResolution: true },
    ],
    // libvips leaves the pixels as they are; OpenJPEG's program converts them to sRGB by the file's profile.
    jp2: [
      { program: 'vips', input: jp2, output: 'out.tif', args: ['jp2kload', jp2, 'out.tif'], losesProfile: true, inventsResolution: true },
      { program: 'opj_decompress', input: jp2, output: 'out.png', args: ['-quiet', '-i', jp2, '-o', 'out.png'] },
    ],
    // White balance of the camera, sRGB, 8 bits: what cameras' own JPEGs are.
    raw: [
      { program: 'dcraw_emu', input: 'in.raw', output: 'out.tiff', args: ['-T', '-w', '-o', '1', '-q', '3', '-Z', 'out.tiff', 'in.raw'], inventsResolution: true },
      { program: 'dcraw', input: 'in.raw', output: 'in.tiff', args: ['-T', '-w', '-o', '1', '-q', '3', 'in.raw'], inventsResolution: true },
    ],
  }[kind];
}

/** Named when none is installed: what brings each with the least. */
export const recommended: Readonly<Record<UndevelopedKind, string>> = { heic: 'heif-convert', jp2: 'opj_decompress', raw: 'dcraw_emu' };
