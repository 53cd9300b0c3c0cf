import { brokenFile, byteReader, type ByteSource } from '../bytes.ts';
import { findPackets } from '../xmp/packets.ts';

const pageBytes = 4096;
const markerBytes = 32;
const documentMark = 'DOCUMENT';
const objectMark = Buffer.from('de39397951884b6c8e63eef8aee0dd38', 'hex');
/** Metadata and a few previews. */
const mostObjects = 10_000;
const mostPacketBytes = 16 * 2 ** 20;

/** The XMP packet of an InDesign document or template; undefined for none.
 *  @throws BROKEN_FILE when neither of its two master pages is one.
 *  @source XMP specification part 3, §3.3 "InDesign": two master pages, the younger counts; behind the pages of the database
 *    stand contiguous objects, each between two markers */
export function inDesignPacket(source: ByteSource): Uint8Array | undefined {
  const masters = [0, pageBytes].map((at) => readMaster(source, at)).filter((master) => master !== undefined);
  const [master] = masters.toSorted((a, b) => (a.sequence < b.sequence ? 1 : -1));
  if (!master) throw brokenFile('it has no InDesign master page');
  let at = master.pages * pageBytes;
  for (let count = 0; count < mostObjects && at + markerBytes <= source.sizeBytes; count++) {
    const marker = source.read(at, markerBytes);
    if (!objectMark.equals(marker.subarray(0, objectMark.length))) return undefined;
    const sizeBytes = byteReader(marker, 'little', 'InDesign').u32(24);
    const start = at + markerBytes;
    if (start + sizeBytes > source.sizeBytes) return undefined;
    const packet = packetIn(source, start, sizeBytes);
    if (packet) return packet;
    at = start + sizeBytes + markerBytes;
  }
  return undefined;
}

function readMaster(source: ByteSource, at: number): { readonly sequence: number; readonly pages: number } | undefined {
  if (at + pageBytes > source.sizeBytes) return undefined;
  const numbers = byteReader(source.read(at, pageBytes), 'little', 'InDesign');
  if (numbers.latin1(16, documentMark.length) !== documentMark) return undefined;
  const sequence = numbers.u32(264) + numbers.u32(268) * 2 ** 32;
  return { sequence, pages: numbers.u32(280) };
}

/** An object of metadata says its length once more, in the document's byte order, before the packet begins. */
function packetIn(source: ByteSource, start: number, sizeBytes: number): Uint8Array | undefined {
  if (sizeBytes > mostPacketBytes || sizeBytes < 64) return undefined;
  const front = Buffer.from(source.read(start, Math.min(sizeBytes, 64))).indexOf('<?xpacket begin=', 0, 'latin1');
  if (front !== 4) return undefined;
  const object = { sizeBytes, read: (offset: number, length: number) => source.read(start + offset, length) };
  return findPackets(object, mostPacketBytes)[0]?.packet;
}
