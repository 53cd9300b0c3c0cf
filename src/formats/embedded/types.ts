import type { ByteSource } from '../bytes.ts';

/** What a file carries about itself, each in the bytes of its own format. */
export type EmbeddedBlocks = {
  /** The packet, extended parts joined in. */
  readonly xmp?: Uint8Array | undefined;
  /** A small TIFF, its `Exif` mark in front or not; of a TIFF, the file itself. */
  readonly exif?: Uint8Array | ByteSource | undefined;
  /** Photoshop image resources. */
  readonly photoshop?: Uint8Array | undefined;
  /** IPTC records that stand outside of Photoshop's resources. */
  readonly iptc?: Uint8Array | undefined;
};

/** A block above this is left in the file. */
export const maxBlockBytes = 4 * 2 ** 20;
