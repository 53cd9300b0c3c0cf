import type { ByteSource } from '../bytes.ts';

/** Segments in front of the pixels; a large profile takes some dozen. */
const mostSegments = 2000;
const mark = Buffer.from('Photoshop 3.0\0', 'latin1');

/** The image resources of a JPEG, joined from as many APP13 segments as they fill; undefined when there are none. Stops
 *  quietly where the file is damaged.
 *  @source ITU T.81 annex B; Adobe Photoshop file formats specification: a block above 64 KB goes on in the next APP13 */
export function jpegImageResources(jpeg: ByteSource): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  for (let at = 2, segments = 0; segments < mostSegments && at + 4 <= jpeg.sizeBytes; segments++) {
    const [lead, marker, high, low] = jpeg.read(at, 4);
    if (lead !== 0xff) break;
    // Any number of fill bytes may stand in front of a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = high! * 256 + low!;
    const isScan = marker === 0xda || marker === 0xd9;
    if (isScan || length < 2 || at + 2 + length > jpeg.sizeBytes) break;
    if (marker === 0xed && length >= 2 + mark.length) {
      const content = jpeg.read(at + 4, length - 2);
      if (mark.equals(content.subarray(0, mark.length))) parts.push(content.slice(mark.length));
    }
    at += 2 + length;
  }
  return parts.length === 0 ? undefined : Buffer.concat(parts);
}
