import { isUtf8 } from 'node:buffer';

/** What the header of a gzip file says about the file in it. */
export type GzipFacts = {
  /** As stored; undefined where none is, or it does not end within these bytes. */
  readonly name: string | undefined;
  readonly modifiedAt: Date;
};

const [extraFlag, nameFlag] = [4, 8];

/** Reads the beginning of a gzip file; undefined for what is none. Names are Latin 1, or UTF-8 as most write them.
 *  @source RFC 1952, §2.3 */
export function gzipFacts(head: Uint8Array): GzipFacts | undefined {
  if (head.length < 10 || head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return undefined;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const flags = bytes.readUInt8(3);
  const modifiedAt = new Date(bytes.readUInt32LE(4) * 1000);
  const hasExtra = (flags & extraFlag) !== 0;
  if (hasExtra && bytes.length < 12) return { name: undefined, modifiedAt };
  const start = hasExtra ? 12 + bytes.readUInt16LE(10) : 10;
  const end = (flags & nameFlag) === 0 ? -1 : bytes.indexOf(0, start);
  if (end <= start) return { name: undefined, modifiedAt };
  const name = bytes.subarray(start, end);
  return { name: name.toString(isUtf8(name) ? 'utf8' : 'latin1'), modifiedAt };
}
