import { packetText } from './packet-text.ts';

/** A small picture that a packet carries. */
export type XmpThumbnail = { readonly widthPx: number | undefined; readonly heightPx: number | undefined; readonly jpeg: Uint8Array };

/** Pictures for lists are small. */
const mostJpegBytes = 4 * 2 ** 20;
const mostThumbnails = 100;

/** The largest thumbnail of a packet; never throws. A picture that is no JPEG counts as none.
 *  @source XMP specification part 2, §1.2.2.1 "Thumbnail": base64 in `xmpGImg:image` */
export function xmpThumbnail(packet: Uint8Array): XmpThumbnail | undefined {
  const { markup } = packetText(packet);
  const list = /<xmp:Thumbnails[\s>]([\s\S]*?)<\/xmp:Thumbnails>/.exec(markup)?.[1] ?? /<xap:Thumbnails[\s>]([\s\S]*?)<\/xap:Thumbnails>/.exec(markup)?.[1];
  if (list === undefined) return undefined;
  const found: XmpThumbnail[] = [];
  for (const item of list.split(/(?=<rdf:li[\s>])/, mostThumbnails)) {
    const base64 = value(item, 'image')?.replaceAll(/&#x?[0-9A-Fa-f]{1,3};|\s/g, '');
    if (base64 === undefined || base64.length > (mostJpegBytes / 3) * 4) continue;
    const jpeg = Buffer.from(base64, 'base64');
    if (jpeg[0] === 0xff && jpeg[1] === 0xd8) found.push({ widthPx: number(item, 'width'), heightPx: number(item, 'height'), jpeg });
  }
  const sizeOf = ({ widthPx = 0, heightPx = 0 }: XmpThumbnail): number => widthPx * heightPx;
  return found.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
}

/** As an element or an attribute; both prefixes have been in use for the one namespace. */
function value(item: string, name: string): string | undefined {
  return new RegExp(`<(?:xmpGImg|xapGImg):${name}>([^<]*)<`).exec(item)?.[1] ?? new RegExp(`\\s(?:xmpGImg|xapGImg):${name}="([^"]*)"`).exec(item)?.[1];
}

function number(item: string, name: string): number | undefined {
  const word = /^\s*(\d{1,6})\s*$/.exec(value(item, name) ?? '')?.[1];
  return word === undefined ? undefined : Number(word);
}
