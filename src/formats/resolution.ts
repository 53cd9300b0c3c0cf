import { byteReader, bytesSource } from './bytes.ts';
import { entryNumber, readTiff } from './tiff/read.ts';
import { tiffTag } from './tiff/tags.ts';
import { resolutionOf } from './tiff/facts.ts';
import { photoshopResolutionPpi } from './photoshop/resources.ts';

/** Resolution from an EXIF block (a small TIFF, with or without its `Exif` mark); undefined when it does not say. */
export function exifResolutionPpi(exif: Uint8Array): number | undefined {
  try {
    const hasMark = exif[0] === 0x45 && exif[1] === 0x78;
    const tiff = readTiff(bytesSource(hasMark ? exif.subarray(6) : exif, 'EXIF'), 1);
    const page = tiff.directories[0]!;
    const unit = entryNumber(tiff, page, tiffTag.resolutionUnit, 2);
    return resolutionOf(entryNumber(tiff, page, tiffTag.xResolution, 0), unit);
  } catch {
    return undefined;
  }
}

/**
 * Pixels per inch of a JPEG from its first bytes: EXIF first, then JFIF, then the Photoshop resources. A JFIF density
 * without a unit is an aspect ratio and says nothing.
 * @source JFIF 1.02 "APP0 marker segment"; EXIF 2.32 §4.6.4
 */
export function jpegResolutionPpi(head: Uint8Array, exif: Uint8Array | undefined, photoshop: Uint8Array | undefined): number | undefined {
  return (exif && exifResolutionPpi(exif)) ?? jfifResolutionPpi(head) ?? (photoshop && photoshopResolutionPpi(photoshop));
}

function jfifResolutionPpi(head: Uint8Array): number | undefined {
  const numbers = byteReader(head, 'big', 'JPEG');
  for (let at = 2; at + 18 <= head.byteLength && numbers.u8(at) === 0xff;) {
    const marker = numbers.u8(at + 1);
    if (marker === 0xda || marker === 0xd9) return undefined;
    if (marker === 0xe0 && numbers.latin1(at + 4, 5) === 'JFIF\0') {
      const unit = numbers.u8(at + 11);
      return resolutionOf(numbers.u16(at + 12), unit === 1 ? 2 : unit === 2 ? 3 : 1);
    }
    at += 2 + numbers.u16(at + 2);
  }
  return undefined;
}

/** Pixels per inch from a PNG's `pHYs` chunk, which stands before the pixels. @source PNG (third edition) §11.3.4.3 */
export function pngResolutionPpi(head: Uint8Array): number | undefined {
  const numbers = byteReader(head, 'big', 'PNG');
  for (let at = 8; at + 21 <= head.byteLength;) {
    const type = numbers.latin1(at + 4, 4);
    if (type === 'IDAT') return undefined;
    if (type === 'pHYs') return numbers.u8(at + 16) === 1 ? perMetre(numbers.u32(at + 8)) : undefined;
    at += 12 + numbers.u32(at);
  }
  return undefined;
}

/** Pixels per metre, as BMP and PNG store them, to pixels per inch. Whole pixels per metre cannot say it finer than a
 *  tenth: 11811 means 300 ppi and 2835 means 72. */
export function perMetre(pixelsPerMetre: number): number | undefined {
  return pixelsPerMetre > 0 ? Math.round(pixelsPerMetre * 0.254) / 10 : undefined;
}
