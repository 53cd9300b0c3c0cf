import { brokenFile, byteReader } from '../bytes.ts';

/** The image resources of a Photoshop document, small or large.
 *  @param head Its first bytes; where they end inside the section, what there is of it is given.
 *  @throws BROKEN_FILE for what is no such document.
 *  @source Adobe Photoshop file formats specification, "File header section" to "Image resources section" */
export function psdImageResources(head: Uint8Array): Uint8Array {
  const numbers = byteReader(head, 'big', 'Photoshop document');
  if (numbers.latin1(0, 4) !== '8BPS' || ![1, 2].includes(numbers.u16(4))) throw brokenFile('not a Photoshop document');
  const headerBytes = 26;
  const sectionAt = headerBytes + 4 + numbers.u32(headerBytes);
  const size = numbers.u32(sectionAt);
  return head.subarray(sectionAt + 4, Math.min(head.byteLength, sectionAt + 4 + size));
}
