import type { ByteSource } from '../bytes.ts';
import type { FileKind } from '../sniff.ts';
import { epsBlocks } from './eps.ts';
import { gifBlocks } from './gif.ts';
import { heifBlocks } from './heif.ts';
import { inDesignBlocks } from './indesign.ts';
import { jpegBlocks } from './jpeg.ts';
import { pdfBlocks } from './pdf.ts';
import { pngBlocks } from './png.ts';
import { psdBlocks } from './psd.ts';
import { tiffBlocks } from './tiff.ts';
import type { EmbeddedBlocks } from './types.ts';
import { webpBlocks } from './webp.ts';

const readers: Partial<Record<FileKind, (source: ByteSource) => EmbeddedBlocks>> = {
  jpeg: jpegBlocks, png: pngBlocks, gif: gifBlocks, webp: webpBlocks, tiff: tiffBlocks, psd: psdBlocks, psb: psdBlocks,
  postscript: epsBlocks, dosEps: epsBlocks,
  avif: heifBlocks, heic: heifBlocks, indd: inDesignBlocks, pdf: pdfBlocks,
};

/** Finds the blocks in a file of this kind; one above 4 MiB is left there. Empty for kinds without any and for files that
 *  break before their blocks end; never throws. */
export function embeddedBlocks(source: ByteSource, kind: FileKind): EmbeddedBlocks {
  try {
    return readers[kind]?.(source) ?? {};
  } catch {
    return {};
  }
}
