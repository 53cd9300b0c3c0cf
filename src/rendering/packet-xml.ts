import { xmpText } from '#formats';

/** What `req=xmp` answers: the packet of the record, or an empty one. @source delivery, §4.2 */
export function packetXml(packet: Uint8Array | undefined): string {
  return packet ? xmpText(packet) : '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>';
}
