import { latin1, type ByteSource } from '../bytes.ts';
import { findPackets, type FoundPacket } from '../xmp/packets.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

/** The header of a packet's object stands just before it. */
const headBytes = 1024;
/** Objects of a document stand at its beginning where it is made for reading from there, otherwise at its end. */
const lookedAtBytes = 1024 * 1024;

/** Finds the packet of a PDF, or of an Illustrator document that is one, without reading its structure: writers leave it
 *  uncompressed so that it is found. Of several, the one that the catalog names counts, else the first.
 *  @source ISO 32000-1, §14.3.2 "Metadata streams" */
export function pdfBlocks(source: ByteSource): EmbeddedBlocks {
  const packets = findPackets(source, maxBlockBytes);
  const [only] = packets;
  if (packets.length < 2) return only ? { xmp: only.packet } : {};
  const named = catalogMetadata(source);
  return { xmp: (packets.find((one) => objectOf(source, one) === named) ?? only)?.packet };
}

/** Number of the object that the last catalog names. */
function catalogMetadata(source: ByteSource): number | undefined {
  const length = Math.min(lookedAtBytes, source.sizeBytes);
  const text = `${latin1(source.read(0, length))}\n${latin1(source.read(source.sizeBytes - length, length))}`;
  const catalog = text.split(/\bendobj\b/).findLast((object) => /\/Type\s*\/Catalog\b/.test(object) && /\/Metadata\s+\d/.test(object));
  const number = /\/Metadata\s+(\d{1,9})\s+\d+\s+R/.exec(catalog ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

function objectOf(source: ByteSource, { offset }: FoundPacket): number | undefined {
  const start = Math.max(0, offset - headBytes);
  const number = [...latin1(source.read(start, offset - start)).matchAll(/(?:^|\s)(\d{1,9})\s+\d{1,5}\s+obj\b/g)].at(-1)?.[1];
  return number === undefined ? undefined : Number(number);
}
