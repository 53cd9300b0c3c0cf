import type { EngineLimits } from './engine.ts';

/** Images that need another program before Raster can read them. */
export type UndevelopedKind = 'heic' | 'jp2' | 'raw';

export type Developed = {
  /** A PNG or TIFF. */
  readonly path: string;
  /** The profile that the file has and the program did not carry over; it counts above that of the new file. */
  readonly icc: Uint8Array | undefined;
  /** Likewise the resolution; `unknown`: the file does not say, and what the new one says the program made up. */
  readonly resolutionPpi: number | 'unknown' | undefined;
};

/** Turns such images into ones that Raster reads, with the optional programs of this machine. */
export interface Developer {
  /** Profile, EXIF, XMP and 16 bits are kept where the program keeps them; orientation is applied already.
   *  @param how.workFolderPath Where the result is put; whoever owns the folder removes it.
   *  @throws ENGINE_MISSING, ENGINE_FAILED, MEMORY_LIMIT, TIME_LIMIT, OUTPUT_LIMIT, PIXEL_LIMIT, STOPPED */
  develop(path: string, kind: UndevelopedKind, how: {
    readonly workFolderPath: string;
    readonly limits: EngineLimits & { readonly pixels: number };
    readonly signal?: AbortSignal;
  }): Promise<Developed>;
}
