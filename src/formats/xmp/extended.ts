import { applyEdits } from './edits.ts';
import { mergePackets } from './merge.ts';
import { namespace } from './namespaces.ts';
import { packetText } from './packet-text.ts';
import { propertyOf, readProperties } from './properties.ts';

/** A part of what did not fit into the first segment of a JPEG. */
export type XmpExtension = {
  readonly guid: string;
  /** Of the whole extended packet. */
  readonly fullBytes: number;
  /** Place of this part in it. */
  readonly offset: number;
  readonly content: Uint8Array;
};

/** Extended packets can hold whole pictures (depth maps): those above stay in the file. */
const maxExtendedBytes = 4 * 2 ** 20;

/** Joins the extended packet that the main one names into it; the mark that named it goes. Parts that are missing, or
 *  belong to another packet, leave the main packet as it is.
 *  @source XMP specification part 3, §1.1.3.1 "Extended XMP in JPEG" */
export function joinExtendedXmp(packet: Uint8Array, extensions: readonly XmpExtension[]): Uint8Array {
  if (extensions.length === 0) return packet;
  const text = packetText(packet);
  const mark = propertyOf(readProperties(text), namespace.xmpNote, 'HasExtendedXMP');
  const guid = mark?.items[0]?.text.toUpperCase();
  const whole = guid && joinParts(extensions.filter((part) => part.guid.toUpperCase() === guid));
  if (!whole || !mark) return packet;
  const { start, end } = mark.attribute ?? mark.element!;
  return mergePackets(text.bytes(applyEdits(text.markup, [{ start, end, markup: '' }])), whole) ?? packet;
}

function joinParts(parts: readonly XmpExtension[]): Uint8Array | undefined {
  const fullBytes = parts[0]?.fullBytes ?? 0;
  if (fullBytes === 0 || fullBytes > maxExtendedBytes) return undefined;
  const whole = new Uint8Array(fullBytes);
  let end = 0;
  for (const { offset, content } of parts.toSorted((a, b) => a.offset - b.offset)) {
    if (offset !== end || offset + content.byteLength > fullBytes) return undefined;
    whole.set(content, offset);
    end += content.byteLength;
  }
  return end === fullBytes ? whole : undefined;
}
