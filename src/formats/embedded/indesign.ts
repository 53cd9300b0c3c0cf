import type { ByteSource } from '../bytes.ts';
import { inDesignPacket } from '../indesign/packet.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

/** An InDesign document says everything in its packet. */
export function inDesignBlocks(source: ByteSource): EmbeddedBlocks {
  const packet = inDesignPacket(source);
  return packet && packet.byteLength <= maxBlockBytes ? { xmp: packet } : {};
}
