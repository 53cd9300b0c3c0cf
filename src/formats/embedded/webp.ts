import { byteReader, type ByteSource } from '../bytes.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

const maxChunks = 10_000;

/** Walks the chunks of the RIFF container. @source WebP container specification, "Metadata" */
export function webpBlocks(source: ByteSource): EmbeddedBlocks {
  let xmp: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  for (let at = 12, count = 0; count < maxChunks && at + 8 <= source.sizeBytes; count++) {
    const head = byteReader(source.read(at, 8), 'little', 'WebP');
    const type = head.latin1(0, 4);
    const length = head.u32(4);
    if (at + 8 + length > source.sizeBytes) break;
    if (length <= maxBlockBytes && length > 0) {
      if (type === 'XMP ') xmp ??= source.read(at + 8, length);
      else if (type === 'EXIF') exif ??= source.read(at + 8, length);
    }
    at += 8 + length + (length % 2);
  }
  return { xmp, exif };
}
