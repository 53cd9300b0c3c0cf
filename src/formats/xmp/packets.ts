import type { ByteSource } from '../bytes.ts';

/** A packet in a file that is no format of packets itself. */
export type FoundPacket = { readonly offset: number; readonly packet: Uint8Array };

const begin = Buffer.from('<?xpacket begin=', 'latin1');
const end = Buffer.from('<?xpacket end=', 'latin1');
/** Read at once; pieces overlap by a mark. */
const pieceBytes = 4 * 2 ** 20;
const mostPackets = 1000;

/** Finds packets of UTF-8 in bytes of any kind, in their order. One that is longer than `mostBytes`, or has no end, is none.
 *  @source XMP specification part 3, §1 "Packet wrapper" and §2 "Packet scanning" */
export function findPackets(source: ByteSource, mostBytes: number): readonly FoundPacket[] {
  const found: FoundPacket[] = [];
  for (let at = 0; at < source.sizeBytes && found.length < mostPackets;) {
    const start = findMark(source, begin, at, source.sizeBytes);
    if (start === undefined) break;
    const tail = findMark(source, end, start, Math.min(source.sizeBytes, start + mostBytes));
    const next = findMark(source, begin, start + begin.length, tail ?? Math.min(source.sizeBytes, start + mostBytes));
    if (tail === undefined || next !== undefined) {
      at = next ?? start + begin.length;
      continue;
    }
    const closing = Buffer.from(source.read(tail, Math.min(64, source.sizeBytes - tail))).indexOf('?>', 0, 'latin1');
    const stop = closing < 0 ? Math.min(source.sizeBytes, tail + end.length) : tail + closing + 2;
    found.push({ offset: start, packet: source.read(start, stop - start).slice() });
    at = stop;
  }
  return found;
}

function findMark(source: ByteSource, mark: Buffer, from: number, to: number): number | undefined {
  for (let at = from; at + mark.length <= to; at += pieceBytes) {
    const bytes = source.read(at, Math.min(pieceBytes + mark.length - 1, to - at));
    const index = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(mark);
    if (index >= 0) return at + index;
  }
  return undefined;
}
