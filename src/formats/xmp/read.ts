import { namespace } from './namespaces.ts';
import { packetText } from './packet-text.ts';
import { propertyOf, readProperties, type XmpDocument } from './properties.ts';

/** What a packet says about its picture in words. Texts are trimmed and never empty. */
export type XmpFacts = {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** In the order of the packet, repeated ones once; at most 1000. */
  readonly subjects: readonly string[];
  readonly creators: readonly string[];
  readonly rights: string | undefined;
  /** When the picture was made, as ISO 8601 with whatever precision the packet has. */
  readonly createdOn: string | undefined;
  /** -1 (rejected) to 5. */
  readonly rating: number | undefined;
};

/** Larger packets are read so far and no farther. */
const maxPacketBytes = 4 * 2 ** 20;
const maxItems = 1000;

/** Reads the properties that the library keeps; never throws.
 *  @source XMP specification part 2, §1.2 "Dublin Core", §1.3 "XMP basic", §3.1 "Photoshop" */
export function xmpFacts(packet: Uint8Array): XmpFacts {
  return factsOf(readProperties(packetText(packet.subarray(0, maxPacketBytes))));
}

/** The whole packet as text, whatever its encoding, without an XML declaration that would name one. */
export function xmpText(packet: Uint8Array): string {
  const { markup, decode } = packetText(packet);
  return decode(markup).replace(/^\ufeff?\s*<\?xml\s[^>]*\?>/, '');
}

/** Does the packet have this property of Dublin Core, be it without a value? */
export function saysXmp(packet: Uint8Array, name: 'title' | 'description' | 'subject'): boolean {
  return propertyOf(readProperties(packetText(packet)), namespace.dc, name) !== undefined;
}

/** The same from a document that is read already. */
export function factsOf(document: XmpDocument): XmpFacts {
  const { dc, photoshop, xmp, exif } = namespace;
  const text = (space: string, name: string): string | undefined => {
    const items = propertyOf(document, space, name)?.items ?? [];
    return (items.find(({ language }) => language === 'x-default') ?? items[0])?.text;
  };
  const list = (space: string, name: string): readonly string[] =>
    [...new Set(propertyOf(document, space, name)?.items.map((item) => item.text))].slice(0, maxItems);
  const rating = Number.parseFloat(text(xmp, 'Rating') ?? '');
  return {
    title: text(dc, 'title') ?? text(photoshop, 'Headline'),
    description: text(dc, 'description'),
    subjects: list(dc, 'subject'),
    creators: list(dc, 'creator'),
    rights: text(dc, 'rights'),
    createdOn: text(photoshop, 'DateCreated') ?? text(exif, 'DateTimeOriginal') ?? text(xmp, 'CreateDate'),
    rating: rating >= -1 && rating <= 5 ? rating : undefined,
  };
}
