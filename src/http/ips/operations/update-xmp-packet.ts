import { promisify } from 'node:util';
import { gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { Failure } from '#base';
import { metadataOfUpdate } from '#production';

import { invalid, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

/** Unpacked; reading a megabyte of markup takes a third of a second. */
const maxPacketBytes = 2 ** 20;

/** Merges a packet into that of an asset: its properties take the place of those with their names, all others stay. Its
 *  description and subjects become those of the asset. */
export const updateXmpPacket: Operation = {
  name: 'updateXMPPacket',
  async handle(context, input) {
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const packed = input['compressedPacket'];
    if (!(packed instanceof Uint8Array) || packed.byteLength === 0) throw new Failure('MISSING_PARAMETER', { name: 'compressedPacket' });
    const packet = await unpack(packed);
    const { library } = context.rooms;
    await library.changeMetadata(asset.companyId, asset.id, (old) => {
      const changed = metadataOfUpdate(old, packet);
      if (!changed) throw refusal('a well-formed XMP packet that leaves the merged one below 4 MiB');
      return changed;
    }, context.caller.user.email);
    return { success: true };
  },
};

const unpackers = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  zlib: promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
};

/** The reference says zlib; its example is zlib inside of gzip. Either, both or neither is taken.
 *  @throws INVALID_PARAMETER for what cannot be unpacked and what is above 1 MiB */
async function unpack(packed: Uint8Array): Promise<Uint8Array> {
  let bytes = packed;
  try {
    for (let layer = 0; layer < 2; layer++) {
      const packing = packingOf(bytes);
      if (packing) bytes = await unpackers[packing](bytes, { maxOutputLength: maxPacketBytes });
    }
  } catch {
    throw refusal(`an XMP packet of at most ${maxPacketBytes} bytes, compressed as zlib does it`);
  }
  if (bytes.byteLength > maxPacketBytes) throw refusal(`an XMP packet of at most ${maxPacketBytes} bytes`);
  return bytes;
}

/** @source RFC 1952 §2.3.1; RFC 1950 §2.2: deflate, and a check sum over the first two bytes */
function packingOf([first = 0, second = 0]: Uint8Array): keyof typeof unpackers | undefined {
  if (first === 0x1f && second === 0x8b) return 'gzip';
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0 ? 'zlib' : undefined;
}

function refusal(expected: string): Failure {
  return invalid('compressedPacket', expected, 'something else');
}
